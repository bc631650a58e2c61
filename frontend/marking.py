"""A text with the words marked for which a topic was looking; long ones cut to where these stand."""

from collections.abc import Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from listening.matching import Place

LONGEST = 420  # characters of a post in a list
BEFORE = 120  # of these, before the first marked word
Span = tuple[int, int]


def spans_in(places: Iterable[Place], field: str) -> list[Span]:
    """Those in `title` or `text`, in order, each stretch once."""
    spans: list[Span] = []
    for start, end in sorted((place.start, place.end) for place in places if place.field == field):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def marked(text: str, spans: Sequence[Span], *, longest: int = LONGEST) -> SafeString:
    """HTML: the text escaped, with <mark>. Cut at blanks, with dots where something was left out."""
    start, end = _window(text, spans, longest)
    parts, at = ["… " if start else ""], start
    for first, last in spans:
        if first < at or last > end:
            continue
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    parts += [escape(text[at:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308  every piece of the text is escaped above


def _window(text: str, spans: Sequence[Span], longest: int) -> Span:
    if len(text) <= longest:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - BEFORE, len(text) - longest))
    start = text.find(" ", start, start + 30) + 1 if start else 0
    end = min(len(text), start + longest)
    blank = text.rfind(" ", end - 30, end) if end < len(text) else -1
    return start, blank if blank > 0 else end
