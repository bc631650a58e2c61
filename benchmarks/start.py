"""The second start: from the command to the first page."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
TIMES = 3


def measure_start(home: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    first = _start(home / "start", port)
    later = [_start(home / "start", port) for _ in range(TIMES)]
    print(f"`manage.py run` to the first page: first start {first:.1f} s, later {statistics.median(later):.1f} s.")


def _start(home: Path, port: int) -> float:
    """Seconds from the command until the sign-in page is there."""
    environment = {**os.environ, "LISTENLARGE_HOME": str(home), "PORT": str(port)}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    environment.pop("LISTENLARGE_DATABASE_ROLE", None)
    start = time.perf_counter()
    running = subprocess.Popen([sys.executable, str(MANAGE), "run"], env=environment, stdout=subprocess.DEVNULL)
    try:
        while time.perf_counter() - start < 120:
            if _answers(port):
                return time.perf_counter() - start
            time.sleep(0.02)
        raise RuntimeError("manage.py run did not answer within two minutes.")
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/sign-in/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
