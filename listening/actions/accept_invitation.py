"""Take what they wrote as the invitation it is, in one go: their words, the day, and the topic that is in them."""

from datetime import datetime

from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.note_invitation import note_invitation
from crm.errors import Refusal
from crm.models import Campaign, Interaction, Invitation, Staff, Topic
from listening.recognising import matcher, post_of

LONGEST_QUOTE = 5000


def accept_invitation(
    *, staff: Staff, interaction: Interaction, as_of: datetime, topic: Topic | None = None
) -> Invitation:
    """Doing it twice gives the first. Raises Refusal where no topic is in their words, or several are."""
    require_contact(staff, interaction.contact)
    topic = topic or _topic_of(interaction, staff, as_of)
    if known := Invitation.objects.filter(interaction=interaction, topic=topic).first():
        return known
    if not interaction.text.strip():
        raise Refusal(quote=_("Nothing of what they said is written down; give their own words."))
    return note_invitation(
        staff=staff,
        contact=interaction.contact,
        topic=topic,
        quote=interaction.text.strip()[:LONGEST_QUOTE],
        given_on=staff.today(interaction.occurred_at),
        as_of=as_of,
        interaction=interaction,
    )


def _topic_of(interaction: Interaction, staff: Staff, as_of: datetime) -> Topic:
    """The one it was logged on, else the one its words are about; of several, the one we have a campaign for."""
    found = list(interaction.topics.all()) or list(Topic.objects.filter(pk__in=_heard_in(interaction.text)))
    if len(found) > 1:
        live = Campaign.objects.live(staff.today(as_of)).filter(topics__in=found).values_list("topics", flat=True)
        found = [topic for topic in found if topic.pk in set(live)] or found
    if len(found) != 1:
        names = ", ".join(sorted(topic.name for topic in found)[:5])
        raise Refusal(topic=f"Say on which topic: {names}." if names else "Say on which topic they invited us.")
    return found[0]


def _heard_in(text: str) -> set[int]:
    """Topics whose query the words match, or whose name stands in them."""
    post = post_of(title="", text=text, author="", author_name="", url="")
    matched = set(matcher().match(post))
    folded = f" {text.casefold()} "
    return matched | {pk for pk, name in Topic.objects.values_list("pk", "name") if f" {name.casefold()}" in folded}
