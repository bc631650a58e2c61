"""What was heard, and what others bring in."""

from typing import Any

from rest_framework import serializers

from api.serializers.shape import Moment, OneOf, Shape, refer_to
from crm.channels import Channel
from listening.models import Author, Mention, MentionVersion, Overture, Source, Verdict


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
