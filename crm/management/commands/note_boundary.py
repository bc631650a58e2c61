"""Note what somebody asked us not to do, from a shell or a script."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.actions.note_boundary import note_boundary
from crm.errors import Refusal
from crm.handles import HandleError, normalise
from crm.models import BoundaryOrigin, BoundaryScope, Campaign, Contact, Staff, Topic


class Command(BaseCommand):
    help = "Note a boundary for the contact with this address, as the staff member EMAIL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the staff member who notes it")
        parser.add_argument("address", help="an address of the contact, like email:ana@spokes.example")
        parser.add_argument("--scope", choices=BoundaryScope.values, default=BoundaryScope.EVERYTHING.value)
        parser.add_argument("--client", default="")
        parser.add_argument("--topic", default="", help="its name")
        parser.add_argument("--campaign", type=int, help="its id")
        parser.add_argument("--channel", default="")
        parser.add_argument("--until", type=date.fromisoformat, help="the first day it no longer stands")
        parser.add_argument("--origin", choices=BoundaryOrigin.values, default=BoundaryOrigin.THEY_SAID.value)
        parser.add_argument("--note", default="", help="in their words")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = Staff.objects.at_work().filter(email__iexact=options["email"].strip()).first()
        if staff is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        try:
            boundary = note_boundary(
                staff=staff,
                contact=self._contact(staff, options["address"]),
                topic=self._topic(options["topic"]),
                campaign=self._campaign(options["campaign"]),
                as_of=timezone.now(),
                **{name: options[name] for name in ("scope", "client", "channel", "until", "origin", "note")},
            )
        except Refusal as refusal:
            raise CommandError(" ".join(refusal.errors.values())) from refusal
        self.stdout.write(f"Noted: {boundary.get_scope_display()}, for {boundary.contact}.")

    def _contact(self, staff: Staff, address: str) -> Contact:
        channel, _colon, value = address.partition(":")
        try:
            handle = normalise(channel, value)
        except HandleError as error:
            raise CommandError(f"{address}: {error}") from error
        theirs = {"handles__channel": handle.channel, "handles__key": handle.key, "handles__shared": False}
        found = list(Contact.objects.visible_to(staff).in_use().filter(**theirs)[:2])
        if len(found) != 1:
            raise CommandError(f"{'Several contacts have' if found else 'No contact has'} the address {address}.")
        return found[0]

    def _topic(self, name: str) -> Topic | None:
        topic = Topic.objects.filter(name__iexact=name.strip()).first() if name else None
        if name and topic is None:
            raise CommandError(f"There is no topic “{name}”.")
        return topic

    def _campaign(self, pk: int | None) -> Campaign | None:
        campaign = Campaign.objects.filter(pk=pk).first() if pk is not None else None
        if pk is not None and campaign is None:
            raise CommandError(f"There is no campaign {pk}.")
        return campaign
