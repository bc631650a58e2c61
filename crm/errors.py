"""What the domain refuses, in sentences made for people. Screens and API translate; nobody rewords."""

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """The input cannot be: `errors` maps a field's name (or "" for the whole) to what to do about it."""

    def __init__(self, message: str = "", /, **errors: str) -> None:
        self.errors: dict[str, str] = dict(errors)
        if message:
            self.errors.setdefault("", message)
        super().__init__(" ".join(self.errors.values()))


class Conflict(Refusal):
    """The input is fine by itself but clashes with what stands. `existing` is what it clashes with,
    or None where there is nothing the reader may see."""

    def __init__(self, message: str = "", /, existing: Any = None, **errors: str) -> None:
        super().__init__(message, **errors)
        self.existing = existing


class NotAllowed(Refusal):
    """Known, but not theirs to do."""


class AskLocked(Conflict):
    """The ask has not been earned: `stage` and the unmet criteria, each with its sentence and next step."""

    def __init__(self, stage: str, missing: Sequence[Any]) -> None:
        self.stage = stage
        self.missing = list(missing)
        super().__init__(" ".join(dict.fromkeys(verdict.sentence for verdict in self.missing)))  # two may say the same


def first_sentence(errors: Mapping[str, str]) -> str:
    """One sentence for places that show only one."""
    return next(iter(errors.values()), "That was refused.")
