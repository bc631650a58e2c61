"""Topics, and the evidence that somebody cares about one."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from api.serializers.topics import InterestShape, TopicShape
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.note_interest import check_interest, note_interest
from crm.errors import Conflict
from crm.filters import InterestFilter, TopicFilter
from crm.models import Contact, Interest, Topic


class TopicViewSet(Listed, Made, Changed, Removed):
    serializer_class = TopicShape
    filterset_class = TopicFilter

    def seen(self) -> QuerySet[Topic]:
        return Topic.objects.all()

    def make(self, **fields: Any) -> Topic:
        return self.change(Topic(), **fields)

    def change(self, topic: Topic, **changes: Any) -> Topic:
        with transaction.atomic():
            self.rewrite(topic, changes).save()
        return topic

    def remove(self, topic: Topic) -> None:
        if topic.interests.exists() or topic.interactions.exists() or topic.campaigns.exists():
            raise Conflict("People, interactions or campaigns refer to this topic, so it stays.")
        topic.delete()


class InterestViewSet(Listed, Made, Changed, Removed):
    serializer_class = InterestShape
    filterset_class = InterestFilter

    def seen(self) -> QuerySet[Interest]:
        return Interest.objects.filter(contact__in=Contact.objects.visible_to(self.staff).in_use())

    def make(self, **fields: Any) -> Interest:
        return note_interest(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, interest: Interest, **changes: Any) -> Interest:
        self.rewrite(interest, changes, fixed={"contact"})
        check_interest(interest, self.as_of)
        interest.save()
        return interest

    def remove(self, interest: Interest) -> None:
        interest.delete()
