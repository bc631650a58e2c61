"""Topics and the evidence that somebody cares about one."""

from api.serializers.shape import LAST, ContactId, Shape, refer_to
from crm.models import Interest, Topic


class TopicShape(Shape):
    class Meta:
        model = Topic
        fields = ("id", "name", "query", "sensitive", *LAST)


class InterestShape(Shape):
    contact = ContactId()
    topic = refer_to(Topic)

    class Meta:
        model = Interest
        fields = (
            "id",
            "contact",
            "topic",
            "basis",
            "noted_at",
            "evidence_url",
            "quote",
            "noted_by",
            *LAST,
        )
        read_only_fields = ("noted_by",)
