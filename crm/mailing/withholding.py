"""Whether a letter that waits may still go: a no that came meanwhile is heeded up to the last moment."""

from datetime import datetime

from django.utils.translation import gettext as _

from crm.channels import Channel
from crm.mailing.writing import writer
from crm.models import Handle, HandleStatus, Letter, LetterKind
from crm.readiness.assessment import judge
from crm.readiness.cases import cases_of
from crm.readiness.question import pose


def why_withheld(letter: Letter, as_of: datetime) -> str:
    """A sentence; "" when it may go."""
    ask = letter.ask
    if ask.voided_at is not None:
        return _("The ask was voided.")
    if letter.kind != LetterKind.UPDATE and ask.outcome:
        return _("It was answered before it was sent.")
    if ask.contact.trashed_at is not None:
        return _("The contact is in the trash.")
    works = Handle.objects.filter(contact=ask.contact, channel=Channel.EMAIL, status=HandleStatus.CURRENT)
    if not works.filter(value=letter.to).exists():
        return _("The address is not theirs any more.")
    return no_against(letter, as_of)


def no_against(letter: Letter, as_of: datetime) -> str:
    """Their boundary, if one stands against it."""
    question = pose(staff=writer(letter), campaign=letter.ask.campaign, as_of=as_of)
    case = cases_of(letter.ask.contact, [question])[0]
    boundary = next(verdict for verdict in judge(case).criteria if verdict.name == "boundaries")
    if not boundary.met:
        return boundary.sentence
    return _("They asked not to be written to on this channel.") if case.wall_on(Channel.EMAIL) else ""
