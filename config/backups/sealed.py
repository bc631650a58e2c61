"""A stream sealed with a passphrase: pieces of AES-256-GCM under a key from scrypt.

Each piece is numbered and the last one is marked, so that pieces cannot be changed, swapped, left out or cut off
without being noticed (the STREAM construction). Nothing of it ever lies on the disk in clear.

    magic · log2 of scrypt's n (1 byte) · salt (16) · nonce prefix (7) · pieces, each: length (4, big-endian) · sealed
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from config.problem import Problem

MAGIC = b"LISTENLARGE-BACKUP-1\n"
PIECE = 1024 * 1024
LOG_N = 16  # 64 MiB of memory and a fraction of a second for each guess
TAG = 16
_REST = 1 + 16 + 7
DAMAGED = "The passphrase does not fit this backup, or the file was damaged or cut off. Nothing was changed."


def _cipher(passphrase: str, header: bytes) -> AESGCM:
    log_n, salt = header[len(MAGIC)], header[len(MAGIC) + 1 : len(MAGIC) + 17]
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << log_n, r=8, p=1).derive(passphrase.encode()))


def _nonce(header: bytes, number: int, is_last: bool) -> bytes:
    return header[-7:] + number.to_bytes(4, "big") + bytes([is_last])


class Sealing(io.RawIOBase):
    """Write clear bytes to it; `out` gets them sealed. Closing marks the end: without it the file is no backup."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        super().__init__()
        self._out = out
        self._header = MAGIC + bytes([LOG_N]) + os.urandom(16) + os.urandom(7)
        self._cipher = _cipher(passphrase, self._header)
        self._clear = bytearray()
        self._number = 0
        out.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._clear += data
        while len(self._clear) > PIECE:  # one piece is always left for the end
            self._seal(bytes(self._clear[:PIECE]), is_last=False)
            del self._clear[:PIECE]
        return len(data)

    def finish(self) -> None:
        self._seal(bytes(self._clear), is_last=True)
        self._clear.clear()

    def _seal(self, clear: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._header, self._number, is_last), clear, self._header)
        self._out.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


class Opening(io.RawIOBase):
    """Read clear bytes from it. Raises Problem as soon as a piece does not fit."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        super().__init__()
        self._source = source
        self._header = source.read(len(MAGIC) + _REST)
        if not self._header.startswith(MAGIC) or len(self._header) < len(MAGIC) + _REST:
            raise Problem("This is no backup of Listen Large. Nothing was changed.")
        if not 10 <= self._header[len(MAGIC)] <= 20:  # what was tampered with must not eat all memory
            raise Problem(DAMAGED)
        self._cipher = _cipher(passphrase, self._header)
        self._clear = memoryview(b"")
        self._number = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._clear and not self._ended:
            self._clear = memoryview(self._next())
        taken = min(len(buffer), len(self._clear))
        buffer[:taken] = self._clear[:taken]
        self._clear = self._clear[taken:]
        return taken

    def _next(self) -> bytes:
        length = int.from_bytes(self._exactly(4), "big")
        if not TAG <= length <= PIECE + TAG:
            raise Problem(DAMAGED)
        sealed = self._exactly(length)
        for is_last in (False, True):
            try:
                clear = self._cipher.decrypt(_nonce(self._header, self._number, is_last), sealed, self._header)
            except InvalidTag:
                continue
            self._number += 1
            self._ended = is_last
            return clear
        raise Problem(DAMAGED)

    def _exactly(self, length: int) -> bytes:
        found = self._source.read(length)
        if len(found) < length:
            raise Problem(DAMAGED)
        return found


def read_through(source: BinaryIO, passphrase: str) -> None:
    """Every piece fits, and the end is there: before anything is changed for it."""
    opening = Opening(source, passphrase)
    buffer = bytearray(PIECE)
    while opening.readinto(buffer):
        pass
