"""What an ask may cite: what they said they care about, what we heard of theirs."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from crm.models import BecauseKind, Campaign, Contact, Direction

AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Reason:
    value: str
    words: str
    note: str
    fits: bool


def reasons_for(person: Contact, campaign: Campaign) -> list[Reason]:
    """Those on the campaign's topics first."""
    topics = {topic.pk for topic in campaign.topics.all()}
    interests = person.interests.select_related("topic").order_by("topic_id", "-noted_at").distinct("topic_id")
    heard = person.interactions.standing().filter(direction=Direction.OBSERVED).order_by("-occurred_at")[:AT_MOST]
    found = [
        Reason(
            value=f"{BecauseKind.INTEREST.value}:{interest.pk}",
            words=_("They care about %(topic)s") % {"topic": interest.topic},
            note=Truncator(interest.quote).words(20),
            fits=interest.topic_id in topics,
        )
        for interest in interests
    ]
    found += [
        Reason(
            value=f"{BecauseKind.INTERACTION.value}:{it.pk}",
            words=Truncator(it.text or it.url).words(18),
            note=it.get_channel_display(),
            fits=False,
        )
        for it in heard
    ]
    return sorted(found, key=lambda reason: not reason.fits)
