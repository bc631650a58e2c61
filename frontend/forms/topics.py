"""Topics by their names, as people type them; a new name makes a new topic."""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction

from crm.models import Topic
from frontend.forms.kit import Words


class TopicList(Words):
    """Several topics between commas, with those there are as suggestions."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}))
        super().__init__(**kwargs)


class TopicName(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}))
        super().__init__(**kwargs)


def topic_named(name: str) -> Topic:
    """The topic of that name, whatever its case; made if there is none."""
    known = Topic.objects.filter(name__iexact=name)
    try:
        with transaction.atomic():
            return known.first() or Topic.objects.create(name=name)
    except IntegrityError:  # somebody made it at the same moment
        return known.get()


def topics_named(names: list[str]) -> list[Topic]:
    return [topic_named(name) for name in names]
