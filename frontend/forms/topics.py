"""Topics by their names, as people type them; a new name makes a new topic."""

from typing import Any

from django import forms

from crm.actions.save_topic import topic_named
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


def topics_named(names: list[str]) -> list[Topic]:
    return [topic_named(name) for name in names]
