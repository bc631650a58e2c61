"""Make, change and take out topics."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.errors import Conflict, Refusal
from crm.models import Basis, Topic

FIELDS = frozenset({"name", "query", "sensitive"})
TAKEN = "There is a topic of this name already."


@transaction.atomic
def create_topic(**fields: Any) -> Topic:
    return _save(Topic(), fields)


@transaction.atomic
def update_topic(*, topic: Topic, **changes: Any) -> Topic:
    """A topic becomes sensitive only without observed interests: on such a topic only their own words are kept."""
    if changes.get("sensitive") and topic.interests.filter(basis=Basis.OBSERVED).exists():
        raise Conflict(sensitive=_("Interests were observed on it; delete those first."))
    return _save(topic, changes)


def _save(topic: Topic, fields: dict[str, Any]) -> Topic:
    if unknown := fields.keys() - FIELDS:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be set.")))
    for name, value in fields.items():
        setattr(topic, name, value)
    topic.name = " ".join(topic.name.split())
    if not topic.name:
        raise Refusal(name=_("Give the topic a name."))
    topic.check_fields()
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError as error:
        raise Conflict(name=TAKEN, existing=Topic.objects.filter(name__iexact=topic.name).first()) from error
    return topic


def topic_named(name: str) -> Topic:
    """The topic of that name, whatever its case; made if there is none."""
    known = Topic.objects.filter(name__iexact=" ".join(name.split()))
    try:
        return known.first() or create_topic(name=name)
    except Conflict:  # somebody made it at the same moment
        return known.get()


@transaction.atomic
def delete_topic(*, topic: Topic) -> None:
    """Only one that nothing refers to."""
    rows = (topic.interests, topic.interactions, topic.campaigns, topic.invitations, topic.boundary_set)
    if any(referring.exists() for referring in rows):
        raise Conflict(_("People, interactions or campaigns refer to this topic, so it stays."))
    topic.delete()
