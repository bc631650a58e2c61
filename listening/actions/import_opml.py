"""Listen to all feeds of a list from another reader."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from crm.errors import Conflict, Refusal, first_sentence
from crm.models import Staff
from listening.actions.save_source import create_source
from listening.feeds.opml import read_opml
from listening.models import Source


@dataclass
class Brought:
    """`known`: listened to already; `refused`: address and why."""

    made: list[Source] = field(default_factory=list)
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def import_opml(*, staff: Staff, body: bytes, as_of: datetime) -> Brought:
    """One feed that cannot be keeps no other back."""
    brought = Brought()
    for listed in read_opml(body):
        try:
            with transaction.atomic():
                made = create_source(
                    staff=staff, kind="feed", name=listed.title[:200], settings={"base": listed.url}, as_of=as_of
                )
        except Conflict:
            brought.known += 1
        except Refusal as refusal:
            brought.refused.append((listed.url, first_sentence(refusal.errors)))
        else:
            brought.made.append(made)
    return brought
