"""Charts drawn on the server: shapes as plain numbers of a hundred, and the same figures as rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

WIDTH, HEIGHT = 100.0, 100.0
MIDDLE = HEIGHT / 2
THICK, THIN = 0.78, 0.36  # of the room a week has
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    series: int


@dataclass(frozen=True, slots=True)
class Line:
    points: str
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """`legend`: what each series is called, the first is series 1. `rows`: a label and a figure of each series, oldest
    first; `of`: what a row is, above the table's first column; `words`: what is to be seen, for who cannot see it."""

    key: str
    title: str
    words: str
    legend: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    paired: bool = False
    of: str = ""

    @property
    def row_name(self) -> str:
        return self.of or _("Week of")

    @property
    def top(self) -> int:
        return _most(self.rows)

    @property
    def first(self) -> str:
        return self.rows[0][0] if self.rows else ""

    @property
    def last(self) -> str:
        return self.rows[-1][0] if self.rows else ""

    @property
    def numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self.legend, start=1))


Rows = Sequence[tuple[str, tuple[int, ...]]]


def bar_chart(*, key: str, title: str, words: str, legend: Sequence[str], rows: Rows) -> Chart:
    """Two figures a row: the second is a part of the first and stands inside it."""
    most = _most(rows) or 1
    room = WIDTH / max(len(rows), 1)
    bars = [
        _bar(number, room, share, value / most, series)
        for number, (_name, values) in enumerate(rows)
        for series, (share, value) in enumerate(zip((THICK, THIN), values, strict=False), start=1)
    ]
    return Chart(key, title, words, tuple(legend), tuple(rows), bars=tuple(bars))


def pair_chart(*, key: str, title: str, words: str, legend: Sequence[str], rows: Rows) -> Chart:
    """Two figures a row: the first stands on the middle line, the second hangs from it."""
    most = _most(rows) or 1
    room = WIDTH / max(len(rows), 1)
    bars = []
    for number, (_label, (up, down)) in enumerate(rows):
        x, width = number * room + room * (1 - THICK) / 2, room * THICK
        for series, height, y in ((1, MIDDLE * up / most, None), (2, MIDDLE * down / most, MIDDLE)):
            top = MIDDLE - height if y is None else y
            bars.append(Bar(f"{x:.2f}", f"{top:.2f}", f"{width:.2f}", f"{height:.2f}", series))
    return Chart(key, title, words, tuple(legend), tuple(rows), bars=tuple(bars), paired=True)


def line_chart(*, key: str, title: str, words: str, legend: Sequence[str], rows: Rows, of: str = "") -> Chart:
    """A line for each figure of a row."""
    most = _most(rows) or 1
    step = WIDTH / max(len(rows) - 1, 1)
    lines = [
        Line(
            " ".join(f"{number * step:.2f},{HEIGHT * (1 - row[1][at] / most):.2f}" for number, row in enumerate(rows)),
            at + 1,
        )
        for at in range(min(len(legend), MOST_LINES))
    ]
    return Chart(key, title, words, tuple(legend), tuple(rows), lines=tuple(lines), of=of)


def _bar(number: int, room: float, share: float, part: float, series: int) -> Bar:
    width, height = room * share, HEIGHT * part
    x = number * room + (room - width) / 2
    return Bar(f"{x:.2f}", f"{HEIGHT - height:.2f}", f"{width:.2f}", f"{height:.2f}", series)


def _most(rows: Rows) -> int:
    return max((max(values, default=0) for _name, values in rows), default=0)
