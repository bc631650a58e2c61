"""What docs/operating.md says of splitting what is heard over several machines holds for the schema as it is: each
unique key has the column by which rows would be spread, nothing points at them, and no trigger runs there."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
SPREAD_BY = {"listening_mention": "id", "listening_mentiontopic": "mention_id"}
ON_EVERY_MACHINE = {"listening_source", "listening_author", "crm_topic"}
UNIQUE = """
SELECT i.indexrelid::regclass::text, array_agg(a.attname) FROM pg_index AS i
JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indrelid = %s::regclass AND i.indisunique GROUP BY 1
"""
POINTING = "SELECT confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"
POINTED_AT = """
SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = %s::regclass AND conparentid = 0
"""
TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"


def rows(query: str, table: str) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return cursor.fetchall()


@pytest.mark.parametrize("table", SPREAD_BY)
def test_what_is_heard_could_be_spread(table: str) -> None:
    keys = rows(UNIQUE, table)
    assert keys and all(SPREAD_BY[table] in columns for _name, columns in keys)
    assert {name for (name,) in rows(POINTING, table)} <= ON_EVERY_MACHINE
    assert rows(POINTED_AT, table) == []
    assert rows(TRIGGERS, table) == []


def test_the_book_could_not() -> None:
    """It has what no such extension spreads: triggers that see whole statements, and an exclusion over all rows."""
    assert len(rows(TRIGGERS, "crm_contact")) > 5
    exclusion = "SELECT conname FROM pg_constraint WHERE contype = 'x' AND conrelid = %s::regclass"
    assert rows(exclusion, "crm_askslot") == [("ask_slot_one_at_a_time",)]
