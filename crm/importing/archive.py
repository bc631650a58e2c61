"""Zip archives: their members unpacked one by one into a folder of our own, under names of our own."""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from crm.importing.kinds import BAD_ZIP, MOST_BYTES, MOST_MEMBERS
from crm.importing.record import Unreadable

MOST_UNPACKED = 2 * MOST_BYTES
HIGHEST_RATIO = 200
WORTH_A_LOOK = 5 * 1024 * 1024
_DAMAGED = "The archive is cut off or damaged; export it again."


def unpacked(path: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """The files in the archive by name, in order, each as it is wanted. Raises Unreadable.

    zipfile reads no more of a member than the archive says it has: so what it says is checked beforehand.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if _is_wanted(member)]
            _check(members)
            for number, member in enumerate(sorted(members, key=lambda member: member.filename), start=1):
                target = folder / f"{number}.member"
                with archive.open(member) as source, target.open("wb") as file:
                    while chunk := source.read(1024 * 1024):
                        file.write(chunk)
                yield member.filename, target
    except BAD_ZIP:
        raise Unreadable(_DAMAGED) from None


def folder_for_members() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="listenlarge-import-")


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    """What programs put beside the files that matter is left alone."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    return not (member.is_dir() or not member.file_size or "__MACOSX" in parts or (parts and parts[-1][0] == "."))


def _check(members: list[zipfile.ZipInfo]) -> None:
    if not members:
        raise Unreadable(_("The archive is empty; choose the one that was exported."))
    if len(members) > MOST_MEMBERS:
        raise Unreadable(
            _("The archive holds more than %(most_members)s files.") % {"most_members": format(MOST_MEMBERS, ",")}
        )
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or parts[0].startswith("/") or parts[0].endswith(":"):
            raise Unreadable(_("The archive holds a file whose name leads out of it; it is not safe to unpack."))
        if member.flag_bits & 1:
            raise Unreadable(_("The archive is protected by a password; make one without."))
        if member.file_size > WORTH_A_LOOK and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
            raise Unreadable(_("The archive unpacks to far more than it holds; it is not safe to unpack."))
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unreadable(
            _("The archive unpacks to more than %(most_unpacked)s MB; split it into several.")
            % {"most_unpacked": MOST_UNPACKED // 1024**2}
        )
