"""Archives of mail, whatever made them: mbox (Thunderbird, Google Takeout), single messages (.eml), Maildir, a folder
or a zip of these. Each gives its messages one by one."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
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
_MEMBER = re.compile(r"\.(?:mbox|mbx|eml)$|(?:^|/)(?:cur|new)/[^/]+$", re.IGNORECASE)
_THROWN_AWAY = ("T", "D")  # Maildir's flags


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
    return _is_mbox(start) or _is_message(start)


def stored_in(path: Path, name: str = "") -> Iterator[Stored]:
    """Every message, numbered from 1 through the whole archive. Raises Unreadable for a damaged zip."""
    number = 0
    for folder, file in _files(path, name or path.name):
        for raw, labels, arrived, share in _messages(file, folder):
            number += 1
            head = Head(raw)
            at = arrived() if "date" not in head.fields else None
            mail = Incoming(head=head, number=number, folder=folder[-500:], labels=labels, arrived_at=at)
            yield Stored(mail, raw, share if file == path else 0)


def _files(path: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Each with what it is called for people."""
    if path.is_dir():
        for file in sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink()):
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
                yield raw, frozenset(), _When(line), opened.tell() / size
    elif _is_message(start):
        with file.open("rb") as opened:
            yield opened.read(KEPT).lstrip(b"\r\n"), _flags(name), _When(b""), 1


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
    flags = name.rpartition(":2,")[2] if ":2," in name else ""
    return frozenset({"draft"}) if any(flag in flags for flag in _THROWN_AWAY) else frozenset()


def _is_mbox(start: bytes) -> bool:
    return start.lstrip(b"\r\n").startswith(SIGN)


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
        return file.read(4096)
