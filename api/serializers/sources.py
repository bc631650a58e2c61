"""Where we listen, and which addresses are our own."""

from rest_framework import serializers

from api.serializers.shape import LAST, Shape, refer_to
from crm.models import Staff
from listening.models import OurHandle, Source


class SourceShape(Shape):
    settings = serializers.DictField(required=False, help_text="Secret ones go in and never come out.")
    kind = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    retention_days = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=100_000)

    class Meta:
        model = Source
        fields = (
            "id",
            "kind",
            "name",
            "settings",
            "owner",
            "retention_days",
            "paused_at",
            "is_well",
            "health",
            "failures",
            "checked_at",
            "next_check_at",
            "pushed_until",
            "gone_at",
            "items",
            *LAST,
        )
        read_only_fields = (
            *("owner", "paused_at", "is_well", "health", "failures", "checked_at", "next_check_at", "gone_at", "items"),
            "pushed_until",
        )


class CostRequest(serializers.Serializer[None]):
    settings = serializers.DictField(required=False, help_text="To try instead of those it has; nothing is saved.")


class CostShape(serializers.Serializer[None]):
    sentence = serializers.CharField()


class PageAddress(serializers.Serializer[None]):
    url = serializers.CharField(max_length=2000)


class FoundFeed(serializers.Serializer[None]):
    url = serializers.CharField()
    title = serializers.CharField()


class FoundOffer(serializers.Serializer[None]):
    kind = serializers.CharField()
    settings = serializers.DictField(help_text="As far as the address tells; the kind may want more.")


class FoundFeeds(serializers.Serializer[None]):
    feeds = FoundFeed(many=True)
    offers = FoundOffer(many=True, help_text="Other kinds of sources that the address stands for.")
    words = serializers.CharField(help_text="What to do where there is neither; else empty.")


class OpmlShape(serializers.Serializer[None]):
    opml = serializers.CharField(max_length=10_000_000, trim_whitespace=False, help_text="The file's text.")


class OpmlRefused(serializers.Serializer[None]):
    url = serializers.CharField()
    reason = serializers.CharField()


class OpmlBrought(serializers.Serializer[None]):
    created = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Listened to already.")
    refused = OpmlRefused(many=True)


class QueuedShape(serializers.Serializer[None]):
    queued = serializers.BooleanField(help_text="False: it waits to be asked already.")


class OurHandleShape(Shape):
    staff = refer_to(Staff, required=False, allow_null=True)

    class Meta:
        model = OurHandle
        fields = ("id", "channel", "value", "staff", *LAST)
