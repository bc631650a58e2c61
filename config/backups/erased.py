"""Who was erased since the backup was made is erased again, before anybody looks at what it brings back."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from config.problem import Problem
from crm.erasing.job import run_erasure
from crm.erasing.ledger import Erased, erased_since
from crm.erasing.subject import subject_of
from crm.jobs import queue_erasure
from crm.memory.hashing import Key
from crm.models import Contact, Erasure, Handle, Role, Staff
from listening.models import Author

REASON = "Erased since the backup that was restored"


def known_erased(made_at: str, lists: Iterable[Path], *, database: str) -> Erased:
    """Raises Problem for a list that somebody named and that is not there."""
    for path in lists:
        if not path.is_file():
            raise Problem(f"{path}: there is no such list of the erased. Nothing was changed.")
    moment = datetime.fromisoformat(made_at)
    return erased_since(moment, Path(settings.ERASED_LIST), *lists, database=database)


@transaction.atomic
def order_again(erased: Erased, *, secrets: list[str]) -> int | None:
    """One order for all of them, in the database just restored; the worker does it if we do not come to it. None when
    the backup holds none of them."""
    if not erased.contacts and not erased.digests:
        return None
    contacts = Contact.objects.filter(pk__in=erased.contacts).values_list("pk", flat=True)
    addresses = erased.among(_addresses(), secrets=secrets)
    subject = subject_of(contacts=contacts, addresses=addresses)
    if not subject.contacts and not addresses:
        return None
    admin = Staff.objects.filter(role=Role.ADMIN).order_by(F("left_on").desc(nulls_first=True), "pk").first()
    if admin is None:
        raise Problem("The backup holds people who were erased since, and no admin. What was there stays.")
    erasure = Erasure.objects.create(
        ordered_by=admin,
        ordered_at=timezone.now(),
        reason=REASON,
        contacts=subject.contacts,
        addresses=sorted(subject.addresses),
        traces=subject.traces,
    )
    queue_erasure(erasure.pk)
    return erasure.pk


def erase_again(erasure: int, key: str, tell: Callable[[str], None]) -> None:
    """`key` is the backup's secret, which opens what the backup sealed."""
    try:
        with _secret(key):
            done = run_erasure(erasure)
    except Exception as error:
        raise Problem(
            "Everything is restored. Erasing again who had been erased since stopped: the worker goes on with it."
        ) from error
    gone = done.erased.get("contacts", 0)
    tell(f"Erased again: {gone} contact{'' if gone == 1 else 's'} who had been erased since the backup was made.")


def _addresses() -> Iterator[Key]:
    yield from Handle.objects.filter(shared=False).values_list("channel", "key").iterator()
    yield from Author.objects.values_list("channel", "key").iterator()


@contextmanager
def _secret(key: str) -> Iterator[None]:
    before, fallbacks = settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, [before, *fallbacks]
    try:
        yield
    finally:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = before, fallbacks
