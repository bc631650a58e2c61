"""What is wrong with a query, where, and what to write instead."""

from dataclasses import dataclass


@dataclass
class QueryError(Exception):
    """`position` counts characters of the text from 0 and lies inside it (or at its end, where something is missing);
    `length` is how many characters to mark, 0 where something is missing. `message` is a sentence that says what is
    wrong and where (counted from 1), `hint` one that says what to write instead, or empty."""

    position: int
    length: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()
