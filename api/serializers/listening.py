"""Where we listen, what we heard, and who says it."""

from typing import Any

from rest_framework import serializers

from api.serializers.imports import ProgressShape
from api.serializers.shape import LAST, Moment, OneOf, Shape, refer_to
from crm.channels import Channel
from crm.models import ImportStatus, Staff, Visibility
from listening.actions.ask_topic import Preview
from listening.models import (
    Author,
    Mention,
    MentionFile,
    MentionVersion,
    OurHandle,
    Overture,
    Pairing,
    Source,
    TopicRun,
    Verdict,
)


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


class AuthorShape(Shape):
    class Meta:
        model = Author
        fields = ("id", "channel", "value", "name")


class OvertureShape(Shape):
    to = serializers.CharField(source="to.value")

    class Meta:
        model = Overture
        fields = ("id", "kind", "to")


class MentionShape(Shape):
    author = AuthorShape(allow_null=True)
    contact = serializers.IntegerField(source="contact_id", allow_null=True, help_text="As you know the author.")
    topics = serializers.ListField(source="topic_ids", child=serializers.IntegerField())
    verdict = OneOf(Verdict.choices, allow_blank=True, help_text="Yours; empty while you have not looked at it.")
    overtures = OvertureShape(many=True, help_text="What in it was meant for us, not yet accepted or put aside.")
    version = serializers.SerializerMethodField()

    class Meta:
        model = Mention
        fields = (
            "id",
            "source",
            "source_kind",
            "channel",
            "author",
            "author_name",
            "contact",
            "url",
            "title",
            "text",
            "html",
            "links",
            "languages",
            "published_at",
            "heard_at",
            "edited_at",
            "in_reply_to",
            "shares",
            "story",
            "topics",
            "verdict",
            "overtures",
            "version",
        )

    def get_version(self, mention: Mention) -> int:
        return version_of(mention)


class FormerShape(Shape):
    """What a post said before it was edited."""

    class Meta:
        model = MentionVersion
        fields = ("until", "title", "text")


class FormerRows(serializers.Serializer[None]):
    results = FormerShape(many=True)


def version_of(mention: Mention) -> int:
    """Of its words: mentions are not edited here, only where they stand."""
    return int.from_bytes(bytes(mention.digest)[:4])


class ObservedShape(serializers.Serializer[None]):
    """A post that somebody else's program observed."""

    source = refer_to(Source, required=False, allow_null=True)  # type: ignore[assignment]
    external_id = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    channel = OneOf(Channel.choices)
    author = serializers.CharField(required=False, allow_blank=True, max_length=500)
    author_name = serializers.CharField(required=False, allow_blank=True, max_length=300)
    url = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    title = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    text = serializers.CharField(required=False, allow_blank=True, max_length=100_000)
    published_at = Moment(required=False, allow_null=True)
    language = serializers.CharField(required=False, allow_blank=True, max_length=35)
    in_reply_to = serializers.CharField(required=False, allow_blank=True, max_length=2000)

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if not (fields.get("external_id") or fields.get("url")):
            raise serializers.ValidationError({"external_id": ["Give an external_id or a url, to know it by."]})
        if not (fields.get("text") or fields.get("title")):
            raise serializers.ValidationError({"text": ["Give its text or its title."]})
        return fields


class CaptureShape(serializers.Serializer[None]):
    """A page picked by hand. `author_url`: their profile; left out, the page's own address may tell."""

    url = serializers.CharField(max_length=2000)
    title = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    text = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    author_name = serializers.CharField(required=False, allow_blank=True, max_length=300)
    author_url = serializers.CharField(required=False, allow_blank=True, max_length=500)


class TakenRow(serializers.Serializer[None]):
    row = serializers.IntegerField()
    result = OneOf(["created", "updated", "unchanged", "passed", "gone", "refused"])
    id = serializers.IntegerField(allow_null=True, help_text="Null where it was not kept.")
    topics = serializers.ListField(child=serializers.IntegerField(), required=False)
    reason = serializers.CharField(required=False)
    errors = serializers.DictField(required=False)  # type: ignore[assignment]


class TakenRows(serializers.Serializer[None]):
    results = TakenRow(many=True)


class MentionFileRequest(serializers.Serializer[None]):
    file = serializers.FileField(help_text="CSV or JSON, up to 20 MB; columns are recognised by their names.")


class MentionFileShape(Shape):
    progress = ProgressShape(source="*")
    results = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="`new`, `edited`, `known`, `passed`, `gone`: how many rows became it.",
    )
    refused = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    class Meta:
        model = MentionFile
        fields = (
            *("id", "filename", "status", "progress", "results", "refused", "error", "cancel_requested"),
            *("created_at", "finished_at", "undone_at", "version"),
        )

    def get_refused(self, file: MentionFile) -> int:
        return len(file.refused)

    def get_version(self, file: MentionFile) -> int:
        begun = {ImportStatus.QUEUED: 1, ImportStatus.RUNNING: 2}.get(ImportStatus(file.status), 3)
        return begun + file.done + int(file.cancel_requested) + int(file.undone_at is not None)


class PairingShape(Shape):
    """Two addresses that are one person's by their own word."""

    first = AuthorShape()
    second = AuthorShape()
    sentence = serializers.CharField(source="get_reason_display")
    contact = serializers.IntegerField(source="contact_id", allow_null=True, help_text="As you know one of the two.")
    verdict = serializers.SerializerMethodField(help_text="`same`, `different`, or empty where nobody decided.")

    class Meta:
        model = Pairing
        fields = ("id", "first", "second", "reason", "sentence", "found_at", "contact", "verdict")

    def get_verdict(self, pairing: Pairing) -> str:
        verdict = getattr(pairing, "verdict", None)
        return "" if verdict is None else "same" if verdict.same else "different"


class VoiceShape(serializers.Serializer[Any]):
    author = AuthorShape()
    also = AuthorShape(many=True, help_text="Other addresses confirmed to be theirs.")
    days = serializers.IntegerField(help_text="Different days on which they were heard, of the last 90.")
    posts = serializers.IntegerField()
    last_at = serializers.DateTimeField()
    point = serializers.FloatField(help_text="How much to the point, 0 to 1.")
    score = serializers.FloatField(help_text="Days, recency and point together, 0 to 1.")
    examples = MentionShape(many=True)


class VoicePage(serializers.Serializer[None]):
    results = VoiceShape(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class AdoptRequest(serializers.Serializer[None]):
    name = serializers.CharField(required=False, max_length=300)
    organization = serializers.CharField(required=False, allow_blank=True, max_length=300)
    visibility = OneOf(Visibility.choices, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=100)


class OurHandleShape(Shape):
    staff = refer_to(Staff, required=False, allow_null=True)

    class Meta:
        model = OurHandle
        fields = ("id", "channel", "value", "staff", *LAST)


class QueryRequest(serializers.Serializer[None]):
    query = serializers.CharField(required=False, max_length=20_000, help_text="The topic's own when left out.")


class Explained(serializers.Serializer[None]):
    query = serializers.CharField()
    explanation = serializers.CharField()


class PlaceShape(serializers.Serializer[Any]):
    field = OneOf(["title", "text"])
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class PreviewPost(serializers.Serializer[None]):
    id = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    title = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()
    places = PlaceShape(many=True)


class PreviewShape(serializers.Serializer[None]):
    explanation = serializers.CharField()
    found = serializers.IntegerField(help_text="Of the newest posts that were looked at.")
    looked_at = serializers.IntegerField()
    whole = serializers.BooleanField(help_text="True: everything that may match was looked at.")
    a_day = serializers.FloatField(allow_null=True)
    posts = PreviewPost(many=True)


def preview_shape(preview: Preview) -> dict[str, Any]:
    return {
        **{name: getattr(preview, name) for name in ("explanation", "found", "looked_at", "whole", "a_day")},
        "posts": [
            {
                "id": kept.id,
                "published_at": kept.published_at,
                "title": kept.post.title,
                "text": kept.post.text,
                "url": kept.post.site,
                "places": [place._asdict() for place in preview.places[kept.id]],
            }
            for kept in preview.shown
        ],
    }


class OverlapRow(serializers.Serializer[None]):
    topic = serializers.IntegerField()
    part = serializers.FloatField(help_text="Of this topic's posts, the part the other has too: 0 to 1.")


class OverlapShape(serializers.Serializer[None]):
    results = OverlapRow(many=True)


class RunShape(Shape):
    class Meta:
        model = TopicRun
        fields = (
            *("topic", "queued_at", "started_at", "finished_at", "cancelled_at"),
            *("done", "total", "added", "removed", "error"),
        )


class WeekShape(serializers.Serializer[Any]):
    begins = serializers.DateField()
    posts = serializers.IntegerField()
    stories = serializers.IntegerField()


class ShareShape(serializers.Serializer[Any]):
    author = serializers.IntegerField()
    channel = serializers.CharField()
    value = serializers.CharField()
    name = serializers.CharField()
    posts = serializers.IntegerField()
    stories = serializers.IntegerField()
    of_posts = serializers.FloatField()
    of_stories = serializers.FloatField()


class FiguresShape(serializers.Serializer[Any]):
    weeks = WeekShape(many=True)
    shares = ShareShape(many=True, help_text="Who owns the conversation, over the same weeks.")
