"""Connections to the standby, which can be cut: a server that froze neither answers nor refuses, and its machine goes
on acknowledging what it is sent, so that no time-out of the network ends the wait."""

import os
import socket
import threading
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import psycopg


class OfStandby(psycopg.Connection[Any]):
    """Knows all there are of this process."""

    all: "WeakSet[OfStandby]" = WeakSet()
    counting = threading.Lock()  # a set cannot be gone through while it grows

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        with self.counting:
            self.all.add(self)


def cut_off() -> None:
    """Whoever waits for the standby meets the end of the connection instead."""
    with OfStandby.counting:
        known = list(OfStandby.all)
    for connection in known:
        with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
