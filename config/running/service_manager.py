"""Word for the service manager (systemd's protocol): we serve, we begin anew, we stop. Silent without one."""

import os
import socket
import time
from contextlib import suppress


def tell(state: str) -> None:
    """`READY=1`, `STOPPING=1`, or `RELOADING=1`, which wants to know when."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if state == "RELOADING=1":
        state += f"\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}"
    path = f"\0{address[1:]}" if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.sendto(state.encode(), path)
