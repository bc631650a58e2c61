"""Load the sample book, to look around in."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from crm.actions.add_staff import add_staff
from crm.errors import Refusal
from crm.models import Role, Staff
from crm.sample.load import load_sample_book


class Command(BaseCommand):
    help = "Load made-up people with their histories, clearly marked; remove_sample_book takes them out again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="email", default="", help="e-mail of whose book it goes into: an admin's")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            staff = _somebody(email.strip()) if email.strip() else _first_admin()
        except ProgrammingError as error:
            raise CommandError("The database is not set up yet: `make run` once, then again.") from error
        try:
            loaded = load_sample_book(staff=staff, as_of=timezone.now())
        except Refusal as error:
            raise CommandError(f"The sample book cannot be loaded: {error} Nothing was changed.") from error
        if loaded is None:
            self.stdout.write("The sample book is loaded already; nothing was changed.")
            return
        self.stdout.write(
            f"Loaded for {staff.email}: {loaded.contacts} made-up people, {loaded.campaigns} campaigns and "
            f"{loaded.moments} things that happened. All are tagged “sample”; "
            "`make demo-remove` takes them out again."
        )


def _somebody(email: str) -> Staff:
    staff = Staff.objects.at_work().filter(email__iexact=email).first()
    if staff is None:
        raise CommandError(f"No staff member at work has the e-mail address {email}.")
    return staff


def _first_admin() -> Staff:
    """Made as `make run` would make it, which prints the sign-in link."""
    admin = Staff.objects.at_work().filter(role=Role.ADMIN).order_by("pk").first()
    return admin or add_staff(email=os.environ.get("ADMIN_EMAIL", "admin@localhost"), role=Role.ADMIN)
