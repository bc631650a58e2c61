"""`manage.py`: a database while a command needs one, none when it does not, one line when it cannot."""

import pytest

from config.embedded.places import Places
from config.embedded.process import running_pid
from tests.config.homes import make_home, manage, one_clear_line

pytestmark = pytest.mark.deep

NOBODY_THERE = "postgresql://u:hush@127.0.0.1:1/db"


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [["check"], ["help"], ["migrate", "--help"], ["makemigrations", "--check", "--dry-run"], ["--version"]],
    ids=" ".join,
)
def test_what_needs_no_database_starts_none(arguments):
    with make_home() as home:
        done = manage(home, *arguments)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert "Warning" not in done.stderr
        assert not Places(home).data.exists()


@pytest.mark.slow
def test_a_command_starts_the_database_and_stops_it_afterwards():
    with make_home() as home:
        done = manage(home, "shell", "-v0", "-c", ASK_WHO)
        assert "listenlarge 18" in done.stdout, done.stderr
        assert Places(home).data.exists()
        assert running_pid(Places(home).data) is None


@pytest.mark.slow
def test_a_house_without_tables_is_one_line():
    with make_home() as home:
        line = one_clear_line(manage(home, "create_token", "ana@example.org"))
        assert str(home) in line
        assert "manage.py run" in line


ASK_WHO = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, current_setting('server_version_num')::int / 10000")
    print(*cursor.fetchone())
"""


@pytest.mark.parametrize("command", ["migrate", "run", "procrastinate"])
def test_an_outside_database_that_does_not_answer_is_one_line(command):
    with make_home() as home:
        line = one_clear_line(manage(home, command, DATABASE_URL=NOBODY_THERE, PORT="0"))
        assert line.startswith("DATABASE_URL: ")
        assert "hush" not in line


def test_a_wrong_address_is_one_line():
    with make_home() as home:
        line = one_clear_line(manage(home, "migrate", DATABASE_URL="postgres//u:hush@h/db"))
        assert line.startswith("DATABASE_URL is not an address like")
        assert "hush" not in line


def test_a_setting_that_cannot_be_read_is_one_line():
    with make_home() as home:
        for port in ("eighty", "99999", "-1"):
            line = one_clear_line(manage(home, "check", PORT=port))
            assert line == f"Settings: PORT is “{port}”; a number up to 65535 is needed."


def test_a_home_that_cannot_be_made_is_one_line():
    with make_home() as home:
        home.write_text("a file")
        assert str(home) in one_clear_line(manage(home, "migrate"))


def test_another_majors_data_is_one_line():
    with make_home() as home:
        data = Places(home).data
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("16\n")
        assert "was made by PostgreSQL 16" in one_clear_line(manage(home, "migrate"))
        assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
