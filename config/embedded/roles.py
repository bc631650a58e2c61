"""What every database of ours starts with: two roles, four extensions, and who may do what."""

import psycopg

from config.embedded.cluster import OWNER, SERVING, SUPERUSER
from config.embedded.places import Places
from config.outside import first_line
from config.problem import Problem

DATABASE = "listenlarge"
EXTENSIONS = ("pg_trgm", "unaccent", "citext", "btree_gist", "intarray")

# In template1, so that databases made from it (the tests' too) have the same. Repeatable: a start that
# was interrupted, or an older version of this list, is made good by the next start.
IN_EVERY_DATABASE = (
    *(f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS),
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {SERVING}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {SERVING}",
)


def ensure(places: Places) -> None:
    try:
        with _superuser(places, "template1") as template:
            _make_role(template, OWNER, "LOGIN CREATEDB")
            _make_role(template, SERVING, "LOGIN")
            template.execute(f"GRANT {SERVING} TO {OWNER}")  # the tests look through the serving role's eyes
            for statement in IN_EVERY_DATABASE:
                template.execute(statement)
            exists = template.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if exists is None:
            with _superuser(places, "postgres") as database:
                database.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template1")
    except psycopg.Error as error:
        raise Problem(f"Could not prepare the database in {places.data}: {first_line(error)}") from error


def _superuser(places: Places, database: str) -> psycopg.Connection:
    return psycopg.connect(
        dbname=database,
        user=SUPERUSER,
        host=str(places.sockets),
        port=5432,
        autocommit=True,
        connect_timeout=30,
    )


def _make_role(connection: psycopg.Connection, name: str, rights: str) -> None:
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
        connection.execute(f"CREATE ROLE {name} {rights}")
