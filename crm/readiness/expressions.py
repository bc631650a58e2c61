"""Conditions of the rule as SQL that sits inside the ORM's query.

The parts of the rule that look beyond the relationship's row (asks, boundaries, interests) are written in SQL:
each stands once and serves the filter and the dossier alike, and building them costs next to nothing."""

import re
from typing import Any

from django.db.models import BooleanField, DateField, ExpressionWrapper, F, Func, IntegerField, Q

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class _Condition(Func):
    """A condition about the outer row. In its text `{name}` is a column of that row, `%(name)s` a value."""

    output_field = BooleanField()

    def __init__(self, sql: str, columns: dict[str, str], values: dict[str, Any]) -> None:
        super().__init__(*(F(path) for path in columns.values()))
        self.sql, self.names, self.values = sql, tuple(columns), values

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        # Resolved columns compile to plain names, without values of their own.
        columns = [compiler.compile(expression)[0] for expression in self.source_expressions]
        order = PLACEHOLDER.findall(self.sql)
        sql = PLACEHOLDER.sub("%s", self.sql)
        for name, column in zip(self.names, columns, strict=True):
            sql = sql.replace("{" + name + "}", column)
        return sql, [self.values[name] for name in order]


def holds(sql: str, *, columns: dict[str, str], values: dict[str, Any]) -> Q:
    """`columns` names the outer row's columns by ORM path, such as {"person": "person"}."""
    return Q(_Condition(sql, columns, values))


def some(rows: str) -> str:
    """Whether there are `rows` (FROM and WHERE) to a row, looked up for that row alone: an EXISTS the planner may
    answer by reading the whole table first, which pays for whole books and not for a page."""
    return f"(SELECT true {rows} LIMIT 1) IS TRUE"


def none(rows: str) -> str:
    return f"(SELECT true {rows} LIMIT 1) IS NULL"


class DaysBetween(Func):
    """How many dates of an array lie between two dates, both included (crm_days_between)."""

    function = "crm_days_between"
    output_field = IntegerField()


class AliveUntil(Func):
    """The last day on which a tie is not yet quiet (crm_alive_until)."""

    function = "crm_alive_until"
    output_field = DateField()


class _NotTrue(Func):
    template = "((%(expressions)s) IS NOT TRUE)"
    output_field = BooleanField()


def not_true(condition: Q) -> Q:
    """The opposite, where "unknown" (no relationship yet) counts as not met."""
    return Q(_NotTrue(_boolean(condition)))


class _JudgedInOrder(Func):
    arg_joiner = " THEN true ELSE "
    template = "(CASE WHEN %(expressions)s < 0 END)"
    output_field = BooleanField()


def judged_in_order(condition: Q) -> Q:
    """The same condition as one piece that names the tie, which has no id below 0.

    Left to itself, the planner multiplies out every part, expects nobody to be left, tests the whole book and
    sorts what remains. Of one piece it expects half: it walks people in the order asked for and stops when the
    page is full. Within it, parts are looked at from left to right, so the cheap ones should come first."""
    return Q(_JudgedInOrder(_boolean(condition), F("tie_id")))


def _boolean(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())
