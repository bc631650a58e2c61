"""What every record that people edit has in common."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from crm.errors import Refusal


class Versioned(models.Model):
    """A record with a version that rises with every save, so that two editors notice each other."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version", "updated_at"}
        super().save(*args, **kwargs)

    def rewrite(
        self, changes: Mapping[str, Any], *, fixed: Collection[str] = (), check: Callable[[], None] | None = None
    ) -> None:
        """Change and save what no other record depends on. What is `fixed` says whose or what it is, and stays;
        `check` says what else must hold, None for nothing."""
        if stuck := changes.keys() & set(fixed):
            raise Refusal(**dict.fromkeys(sorted(stuck), _("This stays; make a new one instead.")))
        for name, value in changes.items():
            setattr(self, name, value)
        self.check_fields()
        if check is not None:
            check()
        if changes:
            self.save()

    def check_fields(self) -> None:
        """Refuse what a column cannot or should not hold, naming the field. No queries: references and
        uniqueness are for the action and the database."""
        errors: dict[str, str] = {}
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if field.is_relation or field.primary_key:
                continue
            sentence = unstorable(value) or _too_long(field, value)
            if not sentence:
                try:
                    field.clean(value, self)
                except ValidationError as error:
                    sentence = " ".join(error.messages)
            if sentence:
                errors[field.name] = sentence
        if errors:
            raise Refusal(**errors)


def unstorable(value: Any) -> str:
    """Why a text (or list of texts) cannot be stored; "" when it can."""
    texts = value if isinstance(value, list) else [value]
    for text in texts:
        if isinstance(text, str):
            if "\x00" in text:
                return "This text holds a NUL character; take it out."
            if any("\ud800" <= character <= "\udfff" for character in text):
                return "This text holds half a character; write it anew."
    return ""


def _too_long(field: "models.Field[Any, Any]", value: Any) -> str:
    limit = getattr(field, "max_length", None)
    if limit is not None and isinstance(value, str) and len(value) > limit:
        return f"This has {len(value):,} characters; {limit:,} are the most."
    return ""
