"""End the reading of a mailbox or calendar: keep what was logged of it, or forget that as well.

Forgetting waits for a week, so that it can be thought over; connected again meanwhile, nothing is forgotten. Then what
came from it is taken out as if it had never been read, but for what somebody built on. Connected again later, it is
read anew: it still lies where it came from."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from crm.actions.pause_connection import require_own_connection
from crm.errors import Conflict, NotAllowed
from crm.genuine.copies import rejudge_copies
from crm.models import Ask, BecauseKind, Calendar, Interaction, Mailbox, MailOffer, Staff
from crm.models.connections import Connection
from crm.models.interactions import InteractionQuerySet
from crm.readiness.facts import refresh

THOUGHT_OVER = timedelta(days=7)
AT_ONCE = 1_000
KINDS: tuple[type[Mailbox] | type[Calendar], ...] = (Mailbox, Calendar)


@transaction.atomic
def disconnect(*, staff: Staff, connection: Connection, as_of: datetime, forget: bool = False) -> None:
    """Its secrets are gone at once, and how far it was read; what was logged stays. With `forget` that goes too, in a
    week."""
    require_own_connection(staff, connection)
    _end(connection, as_of)
    if forget:
        connection.forget_at = as_of + THOUGHT_OVER
        connection.save()


@transaction.atomic
def keep_what_came(*, staff: Staff, connection: Connection) -> None:
    """It is not forgotten after all."""
    _require_to_forget(staff, connection)
    connection.forget_at = None
    connection.save()


@transaction.atomic
def forget_what_came(*, staff: Staff, connection: Connection) -> int:
    """Now instead of in a week. How many exchanges were taken out."""
    _require_to_forget(staff, connection)
    return _forget(connection)


def forget_those_due(*, as_of: datetime) -> int:
    """What the worker does every night. How many exchanges were taken out."""
    gone = 0
    for kind in KINDS:
        for connection in kind.objects.to_forget().filter(forget_at__lte=as_of).order_by("pk"):
            with transaction.atomic():
                gone += _forget(connection)
    return gone


def disconnect_leaver(leaver: Staff, *, as_of: datetime) -> None:
    """Whoever leaves takes the keys along; what was logged stays with the contacts."""
    for kind in KINDS:
        for connection in kind.objects.connected().filter(staff=leaver):
            _end(connection, as_of)


def kept_if_same(connection: Connection) -> None:
    """One that is connected again is not forgotten."""
    connection.same_before().update(forget_at=None, version=F("version") + 1)


def going(connection: Connection) -> InteractionQuerySet:
    """What would be taken out: not what is a no of theirs, what an invitation, a promise or an answer to something
    else rests on, what was decided because of it, nor what somebody voided or a manager let count."""
    came = connection.brought()
    cited = Ask.objects.filter(because_kind=BecauseKind.INTERACTION, because_id=OuterRef("pk"))
    decided = MailOffer.objects.filter(interaction=OuterRef("pk"), taken_up=True)
    answered = Interaction.objects.filter(answers=OuterRef("pk")).exclude(pk__in=came.values("pk"))
    alone = Q(invitations=None, promises=None, refusal=False, overruled_at=None)
    return came.standing().filter(alone, ~Exists(cited), ~Exists(decided), ~Exists(answered))


def _end(connection: Connection, as_of: datetime) -> None:
    connection.drop_state()
    connection.sealed, connection.health, connection.is_well, connection.next_check_at = "", "", True, None
    connection.disconnected_at = connection.disconnected_at or as_of
    connection.save()


def _forget(connection: Connection) -> int:
    rows = list(going(connection).values_list("pk", "staff", "contact", "fingerprint"))
    for some in _some([pk for pk, *_rest in rows]):
        Interaction.objects.filter(pk__in=some).delete()
    connection.drop_found()
    connection.forget_at = None
    connection.save()
    changed = rejudge_copies({mark for *_rest, mark in rows if mark})
    refresh({(staff, contact) for _pk, staff, contact, _mark in rows} | set(changed))
    return len(rows)


def _some(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _require_to_forget(staff: Staff, connection: Connection) -> None:
    if connection.staff_id != staff.pk:  # type: ignore[attr-defined]
        raise NotAllowed(_("This is not yours to change."))
    if connection.forget_at is None:
        raise Conflict(_("Nothing of it is to be forgotten."))
