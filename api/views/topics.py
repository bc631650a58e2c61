"""Topics, and the evidence that somebody cares about one."""

from typing import Any

from django.db.models import QuerySet

from api.serializers.topics import InterestShape, TopicShape
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.note_interest import change_interest, note_interest, remove_interest
from crm.actions.save_topic import create_topic, delete_topic, update_topic
from crm.filters import InterestFilter, TopicFilter
from crm.models import Contact, Interest, Topic


class TopicViewSet(Listed, Made, Changed, Removed):
    serializer_class = TopicShape
    filterset_class = TopicFilter

    def seen(self) -> QuerySet[Topic]:
        return Topic.objects.all()

    def make(self, **fields: Any) -> Topic:
        return create_topic(**fields)

    def change(self, topic: Topic, **changes: Any) -> Topic:
        return update_topic(topic=topic, **changes)

    def remove(self, topic: Topic) -> None:
        delete_topic(topic=topic)


class InterestViewSet(Listed, Made, Changed, Removed):
    serializer_class = InterestShape
    filterset_class = InterestFilter

    def seen(self) -> QuerySet[Interest]:
        return Interest.objects.filter(contact__in=Contact.objects.visible_to(self.staff).in_use())

    def make(self, **fields: Any) -> Interest:
        return note_interest(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, interest: Interest, **changes: Any) -> Interest:
        return change_interest(staff=self.staff, interest=interest, as_of=self.as_of, **changes)

    def remove(self, interest: Interest) -> None:
        remove_interest(staff=self.staff, interest=interest)
