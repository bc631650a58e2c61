"""One child, kept while it behaves, ended when it takes too long."""

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from crm.apart.child import LENGTH

SECONDS = 15.0
MEGABYTES = 600
MOST_ANSWERED = 256 << 20
ROOT = Path(__file__).resolve().parent.parent.parent


class Broken(ValueError):
    """The module could make nothing of it."""


class TooMuch(ValueError):
    """It wanted more memory than it may, or more to say."""


class TooSlow(ValueError):
    """It took longer than it may."""


class Apart:
    """One at a time in each process; a caller waits for the one before, `seconds` at most."""

    def __init__(self, module: str, *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.module, self.seconds, self.megabytes = module, seconds, megabytes
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def ask(self, body: bytes) -> Any:
        """What the module answers. Broken, TooMuch or TooSlow."""
        with self._lock:
            try:
                answer = self._ask(body)
            except TimeoutError as error:
                self._end()
                raise TooSlow from error
            except (OSError, ValueError) as error:
                self._end()
                raise TooMuch from error
        if answer.get("problem") == "memory":
            self.close()
            raise TooMuch
        if "problem" in answer:
            raise Broken
        return answer["answer"]

    def close(self) -> None:
        with self._lock:
            self._end()

    def _ask(self, body: bytes) -> dict[str, Any]:
        child = self._running()
        if child.stdin is None or child.stdout is None:
            raise OSError("no pipes")
        deadline = time.monotonic() + self.seconds
        feeding = threading.Thread(target=_feed, args=(child, body), daemon=True)
        feeding.start()
        length = LENGTH.unpack(_take(child, LENGTH.size, deadline))[0]
        if length > MOST_ANSWERED:
            raise ValueError("too long an answer")
        answer: dict[str, Any] = json.loads(_take(child, length, deadline))
        feeding.join()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "crm.apart.child", self.module, str(self.megabytes)],
                cwd=ROOT,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},  # nothing of ours
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                with suppress(OSError):  # what was still to be written has nobody to read it
                    pipe.close()  # type: ignore[union-attr]
            self._child = None


def _feed(child: subprocess.Popen[bytes], body: bytes) -> None:
    """In a thread: a child that does not read must not hold us up."""
    with suppress(OSError, ValueError):  # it died; whoever waits for the answer finds out
        child.stdin.write(LENGTH.pack(len(body)) + body)  # type: ignore[union-attr]
        child.stdin.flush()  # type: ignore[union-attr]


def _take(child: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
    pieces, missing = [], length
    descriptor = child.stdout.fileno()  # type: ignore[union-attr]
    with selectors.DefaultSelector() as ready:
        ready.register(descriptor, selectors.EVENT_READ)
        while missing:
            if not ready.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            piece = os.read(descriptor, min(missing, 1 << 20))
            if not piece:
                raise OSError("the child died")
            pieces.append(piece)
            missing -= len(piece)
    return b"".join(pieces)
