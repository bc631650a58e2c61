"""`manage.py run`: everything, from the database to the first page; Ctrl-C stops it in order."""

import socket
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from config.command_line import database
from config.database import database_url
from config.embedded.folders import make_home
from config.embedded.server import Server
from config.running import preparation, programs
from config.running.address import answers, listen
from config.running.first_admin import DEFAULT_EMAIL, sign_in_for_first_admin
from config.running.nightly import NightlyDump
from config.running.only_one import only_one
from config.running.renewal import Renewal
from config.running.service_manager import tell
from config.running.watch import (
    KeptServer,
    LookedAfter,
    stop_in_order,
    stopping_on_signals,
    wait_for_answer,
    watch,
)
from config.secret import given_secret
from config.settings import env


class Command(BaseCommand):
    help = "Start the database, the web server, the worker and the listener, and keep them running until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        home = Path(settings.HOME)
        make_home(home)
        with ExitStack() as stack:
            stack.enter_context(only_one(home, settings.BASE_URL))
            listener = stack.enter_context(listen(env("HOST", default="127.0.0.1"), settings.PORT))
            try:
                self.say(_before_the_database(home))
                server = stack.enter_context(database())
                self.prepare()
            except KeyboardInterrupt:  # before there is anything to stop but the database
                return
            self.serve(listener, server)

    def say(self, words: str) -> None:
        """At once: whoever starts it looks on."""
        self.stdout.write(words)
        self.stdout.flush()

    def prepare(self) -> None:
        preparation.migrate()
        preparation.collect_static()
        if found := sign_in_for_first_admin(env("ADMIN_EMAIL", default=DEFAULT_EMAIL)):
            email, link = found
            self.stdout.write(f"Sign in as {email} with this link, good once:\n  {link}")
        connections.close_all()

    def serve(self, listener: socket.socket, server: Server | None) -> None:
        """`server` is None with an outside database, which somebody else keeps."""
        web, *others = programs.web(env, listener), programs.worker(env), programs.listener()
        kept: list[LookedAfter] = _kept(server) if server else []
        renewal = Renewal(web, others)
        with stopping_on_signals() as told, renewal.on_signal():
            try:
                self.say("Starting the web server …")
                web.start(time.monotonic())
                if wait_for_answer(web, lambda: answers(listener, settings.BASE_URL, timeout=1), told):
                    for program in others:  # the first page comes first
                        program.start(time.monotonic())
                    self.say(f"Listen Large is at {settings.BASE_URL} (Ctrl-C stops it).")
                    tell("READY=1")
                    watch([*kept, renewal, web, *others], told)
            finally:
                tell("STOPPING=1")
                stop_in_order([renewal, web, *others, *kept])
        self.stdout.write("Stopped.")


def _before_the_database(home: Path) -> str:
    if database_url(env):
        return "Reaching the database …"
    if (home / "postgres").exists():
        return "Starting the database …"
    return f"The first start makes a database in {home}; that takes a minute or two, once."


def _kept(server: Server) -> list[LookedAfter]:
    return [KeptServer(server), NightlyDump(server.places, sealed=bool(given_secret(env, "BACKUP_PASSPHRASE")))]
