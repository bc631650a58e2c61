"""Archives of mail, whatever made them: mbox (Thunderbird, Google Takeout), single messages (.eml), Maildir, a folder
or a zip of these. Each gives its messages one by one."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

from crm.correspondence.decoding import moment_of
from crm.correspondence.heads import Head
from crm.correspondence.incoming import Incoming
from crm.correspondence.mbox import KEPT, SIGN, messages
from crm.importing.archive import folder_for_members, unpacked
from crm.importing.kinds import BAD_ZIP

LABEL = "Mail archive"
NAME = "mail"
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?\S", re.MULTILINE)
_TELLING = re.compile(rb"^(?:from|message-id|received|return-path|mime-version):", re.MULTILINE | re.IGNORECASE)
_DAY = re.compile(
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) ?([+-]\d{4})? ?(\d{4})"
)
_MEMBER = re.compile(r"\.(?:mbox|mbx|emlx?)$|(?:^|/)(?:cur|new)/[^/]+$", re.IGNORECASE)
_FLAGS = re.compile(r"[:;!]2,([A-Za-z]{0,20})$")  # a Maildir's, also where a colon cannot stand in a name
_EMLX = re.compile(rb"\s{0,9}(\d{1,12})[ \t]*\r?\n")  # Apple Mail: how long it is, the message, and what is noted of it
_EMLX_FLAGS = re.compile(rb"<key>flags</key>\s*<integer>(\d{1,20})</integer>")
_AWAY = frozenset({"draft"})  # thrown away, or never sent
_ENDING = re.compile(r"\.(?:mbox|mbx|sbd)$")
_MARK = b"\xef\xbb\xbf"  # that some programs begin a file with


@dataclass(frozen=True, slots=True)
class Stored:
    """`raw`: its beginning. `share`: how much of the archive is read with it, above 0 up to 1; 0 where nobody knows."""

    mail: Incoming
    raw: bytes
    share: float


def is_mail(path: Path) -> bool:
    """Whether it is an archive of mail, by what is in it."""
    if path.is_dir():
        return True
    start = _start(path)
    if start.startswith(b"PK\x03\x04"):
        return _is_mail_zip(path)
    return _is_mbox(start) or _is_message(start) or _is_emlx(start) > 0


def stored_in(path: Path, name: str = "") -> Iterator[Stored]:
    """Every message, numbered from 1 through the whole archive. Raises Unreadable for a damaged zip."""
    number = 0
    for folder, file in _files(path, name or path.name):
        for raw, labels, arrived, share in _messages(file, folder):
            number += 1
            head = Head(raw)
            at = arrived() if "date" not in head.fields else None
            labels |= _left_by_thunderbird(head)
            mail = Incoming(head=head, number=number, folder=folder[-500:], labels=labels, arrived_at=at)
            yield Stored(mail, raw, share if file == path else 0)


def likely_owner(path: Path, own: frozenset[str], *, most: int = 500) -> str:
    """Whose archive it seems to be, by its first messages: "" where it is one of `own` (as keys), for then nothing
    needs to be said; else the address most of them were delivered to; "" too where none stands out."""
    to: Counter[str] = Counter()
    for stored in islice(stored_in(path), most):
        head = stored.mail.head
        if head.sender in own or not own.isdisjoint(head.delivered_to):
            return ""
        to.update(set(head.delivered_to))
    return next((address for address, times in to.most_common(1) if times > 1), "")


def _files(path: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Each with what it is called for people."""
    if path.is_dir():
        for file in sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink()):
            if file.parent.name != "tmp" or not (file.parent.parent / "cur").is_dir():  # a Maildir's, not yet delivered
                yield file.relative_to(path).as_posix(), file
    elif _start(path).startswith(b"PK\x03\x04"):
        with folder_for_members() as folder:
            for member, file in unpacked(path, Path(folder)):
                yield member, file
                file.unlink()
    else:
        yield name, path


def _messages(file: Path, name: str) -> Iterator[tuple[bytes, frozenset[str], "_When", float]]:
    start, size = _start(file), file.stat().st_size
    if _is_mbox(start):
        with file.open("rb") as opened:
            for line, raw in messages(opened):
                yield raw, _folders(name), _When(line), opened.tell() / size
    elif _is_message(start):
        with file.open("rb") as opened:
            yield opened.read(KEPT).removeprefix(_MARK).lstrip(b"\r\n"), _flags(name) | _above(name), _When(b""), 1
    elif length := _is_emlx(start):
        with file.open("rb") as opened:
            opened.readline()
            raw = opened.read(min(length, KEPT))
            opened.seek(max(length - len(raw), 0), 1)
            yield raw, _noted(opened.read(KEPT)) | _above(name), _When(b""), 1


@dataclass(frozen=True, slots=True)
class _When:
    """What the line before a message says, worked out for the few that do not say it themselves."""

    line: bytes

    def __call__(self) -> datetime | None:
        found = _DAY.search(self.line)
        if not found:
            return None
        month, day, clock, zone, year = ((part or b"+0000").decode("ascii") for part in found.groups())
        return moment_of(f"{day} {month} {year} {clock} {zone}")


def _flags(name: str) -> frozenset[str]:
    """Of a message in a Maildir, by its name: thrown away or a draft."""
    found = _FLAGS.search(name)
    return _AWAY if found and not {"T", "D"}.isdisjoint(found[1]) else frozenset()


def _noted(after: bytes) -> frozenset[str]:
    """By Apple Mail: the second bit of its flags is thrown away, the seventh a draft."""
    found = _EMLX_FLAGS.search(after)
    return _AWAY if found and int(found[1]) & 0b1000010 else frozenset()


def _left_by_thunderbird(head: Head) -> frozenset[str]:
    """Deleted ones stay in its files until these are compacted."""
    told = head.first("x-mozilla-status")
    return _AWAY if len(told) == 4 and told[3] in "89abcdefABCDEF" else frozenset()


@lru_cache(10)
def _folders(name: str) -> frozenset[str]:
    """What the folders of an archive are called, in small letters: as in `Trash`, `Junk.mbox/mbox` or
    `.INBOX.Trash/cur`. A file that came alone was chosen by whoever loads it, whatever it is called."""
    parts = name.casefold().split("/")
    told = (part.split(".") if part.startswith(".") else [_ENDING.sub("", part)] for part in parts)
    return frozenset(filter(None, chain.from_iterable(told))) if len(parts) > 1 else frozenset()


def _above(name: str) -> frozenset[str]:
    """The same of what a single message lies in."""
    return _folders(f"{name.rpartition('/')[0]}/")


def _is_mbox(start: bytes) -> bool:
    return start.lstrip(b"\r\n").startswith(SIGN)


def _is_emlx(start: bytes) -> int:
    """How long the message in it is; 0 for something else."""
    found = _EMLX.match(start)
    return int(found[1]) if found and _is_message(start[found.end() :]) else 0


def _is_message(start: bytes) -> bool:
    return _HEADER.match(start) is not None and _TELLING.search(start) is not None


def _is_mail_zip(path: Path) -> bool:
    with suppress(*BAD_ZIP), zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and one.file_size]
        if any(_MEMBER.search(one.filename) for one in members):
            return True
        for member in members[:50]:
            if "." not in member.filename.rpartition("/")[2]:
                with archive.open(member) as file:
                    if file.read(len(SIGN)) == SIGN:
                        return True
    return False


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096).removeprefix(_MARK)
