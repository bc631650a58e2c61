"""How log lines look: for a person at a terminal, or one JSON object a line for a collector.

Neither holds what people wrote or what opens a door: details of a database error are left out (they quote the row),
and one-time links lose their token.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from environ import Env

from config.observing.request_ids import current

REQUESTS = "listenlarge.requests"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request_id", "taskName"}
_QUOTES_A_ROW = re.compile(
    r"^(?:DETAIL|CONTEXT|LINE \d+):.*?(?=^(?:Traceback|During handling|The above exception|HINT:)|\Z)",
    re.MULTILINE | re.DOTALL,
)
_QUOTES_A_VALUE = re.compile(r"(invalid input syntax for [^:\n]*|out of range[^:\n]*): .*")
_LINK = re.compile(r"(/sign-in/[^/\s]+/)[^/\s]+")
_KEY = re.compile(r"\bll_[A-Za-z0-9_-]{20,}")
_Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def discreet(text: str) -> str:
    """Without rows that the database quotes, without tokens of links, without API keys."""
    text = _QUOTES_A_VALUE.sub(r"\1", _QUOTES_A_ROW.sub("", text))
    return _KEY.sub("ll_…", _LINK.sub(r"\1…", text)).rstrip()


class Line(logging.Formatter):
    """For people: time, level, logger, words; the request's id where there is one."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        line = discreet(super().format(record))
        return f"{line} [{current.get()}]" if current.get() else line

    def formatException(self, failure: _Failure) -> str:
        return "".join(traceback.format_exception(*failure)).rstrip()


class Json(logging.Formatter):
    """For collectors: one object a line. What a call gave as `extra` stands beside the fixed keys."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": discreet(record.getMessage()),
        }
        if request_id := current.get():
            told["request_id"] = request_id
        told |= {name: _plain(value) for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
            told["traceback"] = discreet("".join(traceback.format_exception(*record.exc_info)))
        return json.dumps(told, ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    """Numbers and short texts as they are; of anything else (a request, say) only what kind it is."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return discreet(value)[:500] if isinstance(value, str) else type(value).__name__


def logging_settings(env: Env) -> dict[str, Any]:
    """Django's LOGGING. LOG_REQUESTS is on with LOG_FORMAT=json unless said otherwise."""
    wants_json = env("LOG_FORMAT", default="line") == "json"
    wants_requests = env.bool("LOG_REQUESTS", default=wants_json)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Json if wants_json else Line}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
        "loggers": {
            REQUESTS: {"level": "INFO" if wants_requests else "WARNING"},
            # Each job begun and done, every minute: the sign-in link would be gone from the terminal at once.
            "procrastinate": {"level": env("LOG_LEVEL_JOBS", default="WARNING")},
        },
    }
