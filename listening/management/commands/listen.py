"""`manage.py listen`: hold the streams and the mailboxes, and say what is due to be fetched.

As many as one likes, on any machine."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from listening.correspondence.holding import mailboxes
from listening.months import open_months
from listening.scheduling import queue_due, take_up_stalled
from listening.streaming import Streams

PAUSE = 2.0  # seconds
RESCUE_EVERY = 10  # pauses


class Command(BaseCommand):
    help = "Listen: hold the streams and queue what is due. Fetching is done by the workers."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="queue what is due now, and end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        open_months(timezone.now())
        if once:
            self.stdout.write(f"{queue_due(as_of=timezone.now())} sources are due.")
            return
        told = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: told.set())
        streams, mail, round_ = Streams(), mailboxes(), 0
        try:
            while not told.is_set():
                # An error of the database ends this: the locks went with the connection. Whoever keeps us starts anew.
                queue_due(as_of=timezone.now())
                streams.look_after(as_of=timezone.now())
                mail.look_after(as_of=timezone.now())
                if round_ % RESCUE_EVERY == 0:
                    take_up_stalled()
                round_ += 1
                told.wait(PAUSE)
        finally:
            mail.close(seconds=3)
            streams.close()
