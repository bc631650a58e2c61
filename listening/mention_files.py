"""Files of mentions, as paid monitoring tools export them: CSV and the like, or JSON. Pure: bytes in, rows out.

Each row becomes what `bring` takes, or a sentence that says why it cannot be."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from crm.channels import Channel
from crm.errors import Refusal
from crm.handles import guess
from crm.importing.dates import moment_of, order_in
from crm.profiles import platform_of

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 50_000
LONGEST = {"text": 100_000, "title": 1000, "url": 2000, "author": 500, "author_name": 300, "language": 35}
TITLES = {
    "external_id": "id, mention id, document id, external id, post id, resource id, item id",
    "url": "url, link, permalink, post url, article url, mention url, page url, source url",
    "title": "title, headline, subject, article title",
    "text": "text, content, snippet, full text, body, message, post text, mention, mention content, hit sentence, "
    "opening text, excerpt, summary, description",
    "author": "author, author handle, handle, username, user name, screen name, author username, author url, "
    "profile url, influencer, author screen name",
    "author_name": "author name, full name, display name, journalist, byline, authors, name",
    "published_at": "date, published, published at, publish date, publication date, created at, created, time, "
    "timestamp, date published, posted at, date (utc)",
    "language": "language, lang, language code",
    "channel": "channel, platform, network, source type, media type, content source name, content source, medium, type",
    "in_reply_to": "in reply to, reply to, parent url",
}
FIELDS = {title: name for name, titles in TITLES.items() for title in titles.split(", ")}
CHANNELS = {str(label).lower(): str(value) for value, label in Channel.choices} | {
    "twitter": "x",
    "hacker news": "hackernews",
}


@dataclass(frozen=True)
class FileRow:
    """`number`: in the file, the header being 1. `fields` is empty where `why_not` says why; `known` is then what of
    the row was recognised, by our names."""

    number: int
    fields: dict[str, Any] = field(default_factory=dict)
    why_not: str = ""
    known: dict[str, Any] = field(default_factory=dict)


def rows_of(data: bytes) -> list[FileRow]:
    """Refusal (by `file`) for what is no such file at all."""
    if len(data) > LARGEST:
        raise Refusal(file=_("The file is larger than 20 MB; split it."))
    text = _decoded(data)
    given = list(_objects(text) if text.lstrip()[:1] in ("{", "[") else _lines(text))
    if not given:
        raise Refusal(file=_("There is nothing in the file."))
    if len(given) > MOST_ROWS:
        raise Refusal(file=_("The file has more than 50,000 rows; split it."))
    order = order_in(str(row.get("published_at", "")) for _number, row in given)
    return [_read(number, row, "" if order in ("either", "mixed") else order) for number, row in given]


def _decoded(data: bytes) -> str:
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    wanted = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        return data.decode(wanted)
    except UnicodeError:
        return data.decode("cp1252", errors="replace")


def _objects(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """A list, a list within an object, or an object a line."""
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise Refusal(file=_("The file is nested too deep to be mentions.")) from error
    except ValueError:
        found = list(_each_line(text))
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), [found])
    for number, one in enumerate(found, 1):
        yield number, _known(one) if isinstance(one, dict) else {}


def _each_line(text: str) -> Iterator[Any]:
    for line in filter(str.strip, text.splitlines()):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Refusal(file=_("The file is neither JSON nor JSON a line.")) from error


def _lines(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The first line within twenty that names what we know is the header: tools put their own name above it."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max("\t;,", key=lambda sign: max(line.count(sign) for line in [head, *text.splitlines()[:20]]))
    reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=separator)
    header: list[str] = []
    try:
        for number, cells in enumerate(reader, 1):
            if header:
                if any(cell.strip() for cell in cells):
                    yield number, _known(dict(zip(header, cells, strict=False)))
            elif len({FIELDS.get(_plain(cell)) for cell in cells} - {None}) >= 2:
                header = cells
            elif number > 20:
                break
    except csv.Error as error:
        raise Refusal(file=_("The table cannot be read: %(why)s.") % {"why": error}) from error
    if not header:
        raise Refusal(file=_("No column is recognised; name them, such as URL, Title, Text, Author, Date."))


def _known(row: Mapping[Any, Any]) -> dict[str, Any]:
    """What we know of a row, by our names; of two columns for one thing the first that says something."""
    found: dict[str, Any] = {}
    for title, value in row.items():
        name = FIELDS.get(_plain(str(title)))
        if name and value not in (None, "") and isinstance(value, str | int | float):
            found.setdefault(name, str(value).strip())
    return found


def _plain(title: str) -> str:
    return " ".join(title.replace("_", " ").replace("-", " ").split()).lower().strip("* ")


def _read(number: int, row: dict[str, Any], order: str) -> FileRow:
    fields = {name: value[: LONGEST.get(name, 2000)] for name, value in row.items()}
    if not fields.get("url") and not fields.get("external_id"):
        return FileRow(number, why_not=_("It has neither an address nor a number to know it by."), known=fields)
    if not fields.get("text") and not fields.get("title"):
        return FileRow(number, why_not=_("It has neither a text nor a title."), known=fields)
    when = fields.pop("published_at", "")
    if when and (told := moment_of(when, order)):
        fields["published_at"] = told
    fields["channel"] = _channel(fields.pop("channel", ""), fields)
    return FileRow(number, fields)


def _channel(told: str, fields: Mapping[str, str]) -> str:
    """What they call it, else what the addresses say; else a web site."""
    if known := CHANNELS.get(told.lower()):
        return known
    for address in (fields.get("author", ""), fields.get("url", "")):
        host = address.partition("://")[2].partition("/")[0].lower()
        if platform := platform_of(host) if host else None:
            return platform
    found = guess(fields.get("author", "")) if fields.get("author") else None
    return str(found.channel) if found and found.channel == Channel.MASTODON else str(Channel.WEBSITE)
