"""`manage.py create_token EMAIL --scope read,write`: a key for the API, alone on the last line."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.actions.create_token import create_token
from crm.errors import Refusal
from crm.models import Scope, Staff


class Command(BaseCommand):
    help = "Make an API token for a staff member. It is printed alone on the last line, and never shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--scope", default=Scope.READ, help=f"What it may do, separated by commas: {','.join(Scope.values)}."
        )
        parser.add_argument("--name", default="", help="What it is for.")
        parser.add_argument("--days", type=int, help="Days until it expires; never if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = Staff.objects.at_work().filter(email__iexact=options["email"].strip()).first()
        if staff is None:
            raise CommandError(f"Nobody here has the address {options['email']}. Add them with add_staff.")
        scopes = [scope.strip() for scope in options["scope"].split(",") if scope.strip()]
        try:
            _token, key = create_token(
                staff=staff, name=options["name"], scopes=scopes, expires_at=_expiry(options["days"])
            )
        except Refusal as refusal:
            raise CommandError(" ".join(refusal.errors.values())) from refusal
        self.stdout.write(key)


def _expiry(days: int | None) -> Any:
    """None for a token that does not expire."""
    if days is None:
        return None
    if not 0 < days <= 36_500:
        raise CommandError("--days is a number from 1 to 36500.")
    return timezone.now() + timedelta(days=days)
