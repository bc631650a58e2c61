"""`manage.py add_staff EMAIL --role admin`: let somebody in, with a link that signs in once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.actions.add_staff import add_staff, sign_in_link
from crm.errors import Refusal
from crm.models import Role


class Command(BaseCommand):
    help = "Add a staff member and print a link that signs them in once, within a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", default=Role.MEMBER, choices=Role.values)
        parser.add_argument("--name", default="", help="Shown to colleagues; the address's first part if left out.")
        parser.add_argument("--time-zone", default="UTC", help="Where their days are counted, like Europe/Berlin.")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {name: options[name] for name in ("email", "role", "name", "time_zone")}
        try:
            staff = add_staff(**wanted)
        except Refusal as refusal:
            raise CommandError(" ".join(refusal.errors.values())) from refusal
        self.stdout.write(f"{staff} is in as {staff.role}. This link signs in once, within a day:")
        self.stdout.write(sign_in_link(staff))
