"""Take in a mention, put it aside, think better of it; and take up what was meant for us."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.edit_interaction import delete_interaction, void_interaction
from crm.actions.log_interaction import log_interaction
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Contact, Direction, Interaction, Kind, Staff
from listening.authors import contacts_of
from listening.models import Hearing, Mention, MentionKey, Overture, Verdict
from listening.taking_back import remove_words

KINDS = {
    Overture.Kind.REPLIED: Kind.REPLY,
    Overture.Kind.NAMED: Kind.COMMENT,
    Overture.Kind.SHARED: Kind.SHARE,
}


@transaction.atomic
def hear_mention(*, staff: Staff, mention: Mention, as_of: datetime) -> Hearing:
    """They read it. If its author is their contact it is logged, which is what the rule counts; once, however often
    they say so. Of a sensitive topic nothing is noted with it."""
    hearing = _hearing(staff, mention, Verdict.HEARD, as_of)
    contact = known_author(staff, mention)
    if contact is not None and hearing.interaction_id is None:
        hearing.interaction = _logged(
            staff=staff,
            contact=contact,
            mention=mention,
            direction=Direction.OBSERVED,
            kind=Kind.READ,
            occurred_at=as_of,
            as_of=as_of,
            external_id=f"mention:{mention.pk}",
        )
        hearing.save()
    return hearing


@transaction.atomic
def dismiss_mention(*, staff: Staff, mention: Mention, as_of: datetime) -> Hearing:
    """Out of their inbox, for them alone. Nothing is logged; what was, goes."""
    hearing = _hearing(staff, mention, Verdict.DISMISSED, as_of)
    _unlog(staff, hearing, as_of)
    return hearing


@transaction.atomic
def undo_hearing(*, staff: Staff, mention: Mention, as_of: datetime) -> bool:
    """As if they had not looked at it yet. False if they had not."""
    hearing = Hearing.objects.select_for_update().filter(staff=staff, mention_id=mention.pk).first()
    if hearing is None:
        return False
    _unlog(staff, hearing, as_of)
    hearing.delete()
    return True


@transaction.atomic
def accept_overture(*, staff: Staff, overture: Overture, as_of: datetime) -> Interaction:
    """It was meant for us: logged as something they did towards `staff`, when they did it."""
    mention = Mention.objects.select_related("author").filter(pk=overture.mention_id).first()
    if mention is None:
        raise Refusal(_("The post was taken back; nothing of it is left to log."))
    if overture.settled_at is not None:
        raise Conflict(_("This was settled before."))
    if overture.to.staff_id not in (None, staff.pk) and not staff.is_manager:
        raise NotAllowed(_("This was meant for a colleague; it is theirs to accept."))
    contact = known_author(staff, mention)
    if contact is None:
        raise Refusal(contact=_("Make a contact of the author first."))
    overture.interaction = _logged(
        staff=overture.to.staff or staff,
        contact=contact,
        mention=mention,
        direction=Direction.INBOUND,
        kind=KINDS[Overture.Kind(overture.kind)],
        occurred_at=mention.published_at,
        as_of=as_of,
        text=mention.text[:5000],
        external_id=_next_id(contact, f"mention:{mention.pk}:{overture.to_id}"),
    )
    overture.settled_at, overture.settled_by = as_of, staff
    overture.save()
    return overture.interaction


@transaction.atomic
def put_overture_aside(*, staff: Staff, overture: Overture, as_of: datetime) -> Overture:
    if overture.settled_at is None:
        overture.settled_at, overture.settled_by = as_of, staff
        overture.save()
    return overture


@transaction.atomic
def undo_overture(*, staff: Staff, overture: Overture, as_of: datetime) -> Overture:
    """Offered again. What was noted of it counts for nothing any more; like all that others did, it is kept."""
    if overture.settled_at is None:
        raise Conflict(_("Nobody settled this; there is nothing to take back."))
    if overture.settled_by_id != staff.pk and not staff.is_manager:
        raise NotAllowed(_("A colleague settled this; ask them or a manager to take it back."))
    logged, overture.interaction = overture.interaction, None
    overture.settled_at = overture.settled_by = None
    overture.save()
    if logged is not None and logged.voided_at is None:
        void_interaction(staff=staff, interaction=logged, reason=str(_("It was noted by mistake.")), as_of=as_of)
    return overture


@transaction.atomic
def forget_mention(*, staff: Staff, mention: Mention, as_of: datetime) -> None:
    """Take a post out for everybody and for good, at its author's wish: its words go, it does not come back, and what
    rested on it is worked out anew. Who only wants it out of sight dismisses it."""
    if not staff.is_manager:
        raise NotAllowed(_("Only a manager can take a post out for everybody; dismiss it to have it out of your way."))
    remove_words([mention.pk])
    MentionKey.objects.filter(pk=mention.pk).update(forgotten_at=as_of)


def known_author(staff: Staff, mention: Mention) -> Contact | None:
    """The contact whom they know the author as."""
    return contacts_of(staff, [mention.author]).get(mention.author.pk) if mention.author else None


def _hearing(staff: Staff, mention: Mention, verdict: str, as_of: datetime) -> Hearing:
    hearing, made = Hearing.objects.select_for_update().get_or_create(
        staff=staff, mention_id=mention.pk, defaults={"verdict": verdict, "at": as_of}
    )
    if not made and hearing.verdict != verdict:
        hearing.verdict, hearing.at = verdict, as_of
        hearing.save()
    return hearing


def _logged(*, mention: Mention, external_id: str, **fields: object) -> Interaction:
    try:
        with transaction.atomic():
            return log_interaction(channel=mention.channel, url=mention.url, external_id=external_id, **fields)  # type: ignore[arg-type]
    except Conflict as conflict:  # logged already, by another door
        if isinstance(conflict.existing, Interaction):
            return conflict.existing
        raise


def _next_id(contact: Contact, external_id: str) -> str:
    """Another one where what went by this was voided: what is noted again is noted anew."""
    voided = contact.interactions.exclude(voided_at=None).filter(external_id__startswith=external_id)
    taken = {one for one in voided.values_list("external_id", flat=True) if one.partition("#")[0] == external_id}
    return f"{external_id}#{len(taken) + 1}" if taken else external_id


def _unlog(staff: Staff, hearing: Hearing, as_of: datetime) -> None:
    interaction, hearing.interaction = hearing.interaction, None
    hearing.save()
    if interaction is not None:
        delete_interaction(staff=staff, interaction=interaction, as_of=as_of)
