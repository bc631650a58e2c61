"""What kind of file somebody brings, by its first bytes: text, a workbook, an archive, or none we can read."""

import lzma
import struct
import zipfile
import zlib
from enum import Enum
from pathlib import Path

from django.utils.translation import gettext as _

from crm.importing.record import Unreadable

MOST_BYTES = 200 * 1024 * 1024
MOST_MEMBERS = 5_000
# Whatever zipfile and its decompressors raise for bytes that are no archive, or one that was changed on its way.
BAD_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError),
    *(ValueError, IndexError, OverflowError, RuntimeError, NotImplementedError),
)
_BRING = "bring a table (CSV, TSV, .xlsx), JSON or vCards."
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OTHERS = (
    (_OLD_OFFICE, "an old Office file, or one with a password (save the sheet as .xlsx or CSV, without a password)"),
    (b"PK\x05\x06", "an empty archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"\x1f\x8b", "a compressed file (unpack it first)"),
    (b"7z\xbc\xaf", "a compressed file (unpack it, or make it a zip)"),
    (b"Rar!", "a compressed file (unpack it, or make it a zip)"),
    (b"{\\rtf", "a text document (save it as a table)"),
    (b"SQLite format 3", "a database file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_MARKUP = ((b"<!doctype html", "a web page"), (b"<html", "a web page"), (b"<?xml", "an XML file"), (b"<", "markup"))
_IN_ZIP = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("xl/workbook.bin", "a binary workbook (save it as .xlsx)"),
    ("content.xml", "an OpenDocument file (save the sheet as .xlsx or CSV)"),
)


class FileKind(Enum):
    TEXT = "text"
    WORKBOOK = "workbook"
    ARCHIVE = "archive"


def kind_of(path: Path) -> FileKind:
    """What to read the file as. Raises Unreadable for a file too large, empty, or of a kind nobody can read."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unreadable(
            _("The file has %(size)s MB; at most %(most_bytes)s MB can be loaded at once. Split it into several files.")
            % {"size": size // 1024**2, "most_bytes": MOST_BYTES // 1024**2}
        )
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b" \t\r\n\0"):
        raise Unreadable(_("The file is empty; choose the one that was exported."))
    if start.startswith(_ZIP):
        return _kind_of_zip(path)
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    other = next((kind for magic, kind in _OTHERS if start.startswith(magic)), None)
    if other := other or next((kind for tag, kind in _MARKUP if plain.startswith(tag)), None):
        raise Unreadable(_("The file is %(other)s; %(bring)s") % {"other": other, "bring": _BRING})
    return FileKind.TEXT


def _kind_of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except BAD_ZIP:
        raise Unreadable(_("The file is an archive that is cut off or damaged; export it again.")) from None
    if len(names) > MOST_MEMBERS:
        raise Unreadable(
            _("The archive holds %(names)s files; at most %(most_members)s can be looked through.")
            % {"names": format(len(names), ","), "most_members": format(MOST_MEMBERS, ",")}
        )
    if "xl/workbook.xml" in names:
        return FileKind.WORKBOOK
    if other := next((kind for name, kind in _IN_ZIP if name in names), None):
        raise Unreadable(_("The file is %(other)s; %(bring)s") % {"other": other, "bring": _BRING})
    return FileKind.ARCHIVE
