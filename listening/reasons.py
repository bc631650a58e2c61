"""What an ask may cite: what they said they care about, what they published, what they told us."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from crm.models import BecauseKind, Campaign, Contact, Direction, Interaction
from crm.readiness.message import Because
from listening.citing import LONGEST
from listening.inbox import mentions_of
from listening.models import Mention, MentionTopic
from listening.taking_back import external_id

AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """`because` goes into the ask; `words` and `note` say to its writer what it is; `fits`: it is on the campaign's
    topics."""

    because: Because
    words: str
    note: str
    fits: bool

    @property
    def value(self) -> str:
        return f"{self.because.kind}:{self.because.id}"


def posts_on(contact: Contact, campaign: Campaign) -> QuerySet[Mention]:
    """What a contact published on the campaign's topics, newest first."""
    topics = [topic.pk for topic in campaign.topics.all()]
    on_topic = MentionTopic.objects.filter(mention_id=OuterRef("pk"), topic_id__in=topics)
    return mentions_of(contact).filter(Exists(on_topic))


def reasons_for(contact: Contact, campaign: Campaign) -> list[Reason]:
    """Those on the campaign's topics first."""
    posts = list(posts_on(contact, campaign)[:AT_MOST])
    found = [*_interests(contact, campaign), *map(_post, posts), *_exchanges(contact, posts)]
    return sorted(found, key=lambda reason: not reason.fits)


def _interests(contact: Contact, campaign: Campaign) -> list[Reason]:
    topics = {topic.pk for topic in campaign.topics.all()}
    newest = contact.interests.select_related("topic").order_by("topic_id", "-noted_at").distinct("topic_id")
    return [
        Reason(
            because=Because(BecauseKind.INTEREST.value, interest.pk),
            words=_("They care about %(topic)s") % {"topic": interest.topic},
            note=Truncator(interest.quote).words(20),
            fits=interest.topic_id in topics,
        )
        for interest in newest
    ]


def _post(mention: Mention) -> Reason:
    text = mention.text or mention.title
    return Reason(
        because=Because(BecauseKind.MENTION.value, mention.pk, text[:LONGEST], mention.url),
        words=Truncator(mention.title or mention.text or mention.url).words(18),
        note=mention.get_channel_display(),
        fits=True,
    )


def _exchanges(contact: Contact, posts: list[Mention]) -> list[Reason]:
    """What we read of theirs or were told by them; a post that stands in the list already is not named twice."""
    theirs = contact.interactions.standing().exclude(direction=Direction.OUTBOUND).exclude(text="", url="")
    theirs = theirs.exclude(external_id__in=[external_id(post.pk) for post in posts]).order_by("-occurred_at")
    return [_exchange(it) for it in theirs[:AT_MOST]]


def _exchange(it: Interaction) -> Reason:
    return Reason(
        because=Because(BecauseKind.INTERACTION.value, it.pk),
        words=Truncator(it.text or it.url).words(18),
        note=f"{it.get_kind_display()}, {it.get_channel_display()}",
        fits=False,
    )
