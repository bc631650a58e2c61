"""What all shapes have in common: fields from the model, references by id, nothing that asks the database twice."""

import copy
import threading
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Model, QuerySet
from django.utils import timezone
from rest_framework import serializers

from crm.models import Contact, Interaction

LAST = ("version", "created_at", "updated_at")


class Shared:
    """A field whose settings no copy changes: they are shared and not copied with it at every request. Copying
    the choices and querysets of one shape took a tenth of the time of logging an interaction."""

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__class__(*self._args, **self._kwargs)  # type: ignore[attr-defined]


class OneOf(Shared, serializers.ChoiceField):
    """A word from a list; another one is answered with the list."""

    def fail(self, key: str, **kwargs: Any) -> Any:
        if key == "invalid_choice":
            given = str(kwargs["input"])[:60]
            words = ", ".join(str(word) for word in self.choices if word != "")
            raise serializers.ValidationError(f"“{given}” is none of these: {words}.", code=key)
        super().fail(key, **kwargs)


class Moment(serializers.DateTimeField):
    """RFC 3339 with an offset: a time without one could be any of 24."""

    default_error_messages = {"naive": "Give the time with its offset, like 2026-11-22T09:00:00+01:00."}

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)


class Ref(Shared, serializers.PrimaryKeyRelatedField[Any]):
    """A record by its id. One that may not be seen gets the answer of one that does not exist."""

    default_error_messages = {
        "does_not_exist": "There is no {what} {pk_value}.",
        "incorrect_type": "Give the {what}'s id, a whole number.",
    }

    def to_internal_value(self, data: Any) -> Any:
        records: QuerySet[Any] = self.get_queryset()  # type: ignore[assignment]
        what = records.model._meta.verbose_name
        if isinstance(data, str) and data.isascii() and data.isdigit() and len(data) <= 18:
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type", what=what)
        found = list(records.filter(pk=data)[:1])  # without the order that first() would ask for
        if not found:
            self.fail("does_not_exist", what=what, pk_value=data)
        return found[0]


class ContactId(Ref):
    """A contact that this person may see and that is in use."""

    def get_queryset(self) -> QuerySet[Any]:
        request = self.context.get("request")
        return Contact.objects.visible_to(request.user).in_use() if request else Contact.objects.none()


class InteractionId(Ref):
    """An interaction with a contact that this person may see."""

    def get_queryset(self) -> QuerySet[Any]:
        request = self.context.get("request")
        if request is None:
            return Interaction.objects.none()
        return Interaction.objects.filter(contact__in=Contact.objects.visible_to(request.user).in_use())


_mine = threading.local()  # the readers of this thread


class Shape(serializers.ModelSerializer[Any]):
    """A model's fields, those listed in Meta and no others. Built once per class, copied per use: building
    them anew for each request took longer than all the rest of it."""

    serializer_choice_field = OneOf
    serializer_related_field = Ref
    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Moment,
    }
    _built: ClassVar[dict[type, dict[str, Any]]] = {}
    _writers: ClassVar[dict[type, "Shape"]] = {}

    @classmethod
    def read(cls, data: Any, request: Any, *, partial: bool = False) -> dict[str, Any]:
        """What came in, its shape checked, by one reader for each thread. Raises ValidationError."""
        readers: dict[Any, Shape] = _mine.__dict__
        name = f"{cls.__module__}.{cls.__qualname__}.{partial}"
        reader = readers.get(name) or readers.setdefault(name, cls(partial=partial))
        reader._context = {"request": request}
        try:
            return dict(reader.run_validation(data))
        finally:
            reader._context = {}

    @classmethod
    def represent(cls, record: Any) -> dict[str, Any]:
        """The record as it goes out, by one writer for all requests: going out depends on nobody."""
        writer = cls._writers.get(cls) or cls._writers.setdefault(cls, cls())
        return dict(writer.to_representation(record))

    def get_fields(self) -> dict[str, Any]:
        built = self._built.get(type(self))
        if built is None:
            built = self._built[type(self)] = super().get_fields()
        return copy.deepcopy(built)

    def get_uniqueness_extra_kwargs(self, field_names: Any, declared_fields: Any, extra_kwargs: Any) -> Any:
        return extra_kwargs, {}  # what must be unique is for the domain and the database to say

    def get_validators(self) -> list[Any]:
        return []


def refer_to(model: type[Model], **options: Any) -> Ref:
    return Ref(queryset=model._default_manager.all(), **options)
