"""Reading what is sent. What cannot be read is refused in a sentence, never half understood."""

import json
import math
from collections.abc import Iterator
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

MOST_DIGITS = 30  # of a whole number: more than any field takes, few enough to be read at no cost


class StrictJson(BaseParser):
    """UTF-8 JSON as RFC 8259 has it: no NaN, no Infinity, no numbers too big for a computer."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        return read_json(stream.read())


class NdJson(BaseParser):
    """One JSON value a line. A line that cannot be read becomes an Unreadable, so that it alone is refused."""

    media_type = "application/x-ndjson"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        return list(_lines(stream.read()))


class Unreadable:
    """Stands for a line that is no JSON; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


def read_json(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8: byte {error.start + 1} cannot be read. Send UTF-8.") from error
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_finite, parse_int=_short_int)
    except RecursionError as error:
        raise ParseError("The JSON is nested too deeply.") from error
    except json.JSONDecodeError as error:
        raise ParseError(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error


def _lines(raw: bytes) -> Iterator[Any]:
    for line in raw.splitlines():
        if line.strip():
            try:
                yield read_json(line)
            except ParseError as error:
                yield Unreadable(str(error.detail))


def _no_constant(name: str) -> NoReturn:
    raise ParseError(f"{name} is no number in JSON. Give a finite one or null.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ParseError(f"The number {digits[:MOST_DIGITS]} is too big.")
    return number


def _short_int(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ParseError(f"The number {digits[:MOST_DIGITS]}… is too big.")
    return int(digits)
