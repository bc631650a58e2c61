"""What a topic’s query finds: explained, tried, run and counted."""

from typing import Any

from rest_framework import serializers

from api.serializers.shape import OneOf, Shape
from listening.actions.ask_topic import Preview
from listening.models import TopicRun


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
