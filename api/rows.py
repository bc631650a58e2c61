"""Many at once: each row is judged by itself, one that is refused keeps no other back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from api.errors import problem_of
from api.problems import Problem, flatten

MOST_AT_ONCE = 1_000


@dataclass
class Row:
    """One row on its way: `fields` None when its shape was refused, `problem` None while nothing is wrong."""

    number: int
    fields: dict[str, Any] | None = None
    made: Any = None
    problem: Problem | None = None

    def take(self, result: Any) -> None:
        """What the domain answered: the record, or its refusal."""
        if isinstance(result, Exception):
            self.problem = problem_of(result)
        else:
            self.made = result

    def refused(self) -> dict[str, Any]:
        problem = self.problem or Problem(422, "")
        return {
            "row": self.number,
            "result": "refused",
            "id": None,
            "reason": problem.detail,
            "errors": dict(problem.errors),
        }


def is_many(data: Any) -> bool:
    return isinstance(data, list)


def require_rows(data: Any, most: int) -> list[Any]:
    if not isinstance(data, list):
        raise ValidationError("Send an array, or one JSON object a line as application/x-ndjson.")
    if not data:
        raise ValidationError("The array is empty; send at least one row.")
    if len(data) > most:
        raise ValidationError(f"These are {len(data):,} rows; send at most {most:,} at once.")
    return data


def shape_each(shape: Callable[[Any], dict[str, Any]], data: Any, most: int = MOST_AT_ONCE) -> list[Row]:
    """Each row's shape checked; those that have none carry their problem."""
    rows = []
    for number, item in enumerate(require_rows(data, most)):
        row = Row(number)
        try:
            row.fields = shape(item)
        except ValidationError as error:
            row.problem = problem_of(error)
        rows.append(row)
    return rows


def answer_rows(rows: list[Row], shown: Callable[[Row], dict[str, Any]]) -> Response:
    """201 with an answer for each row; 422 when none could be taken."""
    if all(row.problem for row in rows):
        errors: dict[str, list[str]] = {}
        for row in rows:
            problem = row.problem or Problem(422, "")
            errors.update(flatten({str(row.number): dict(problem.errors) or [problem.detail]}))
        return Problem(422, f"None of the {len(rows)} rows could be taken.", errors).response()
    results = [row.refused() if row.problem else {"row": row.number, "result": "created", **shown(row)} for row in rows]
    return Response({"results": results}, status=status.HTTP_201_CREATED)
