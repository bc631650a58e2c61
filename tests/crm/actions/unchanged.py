"""A refusal changes nothing in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps


def everything() -> dict[str, list[Any]]:
    """Every row of every record, history included."""
    models = [model for model in apps.get_app_config("crm").get_models() if model._meta.managed]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@contextmanager
def refused(kind: type[Exception], sentence: str = "") -> Iterator[Any]:
    """It raises exactly this kind, with this in its sentences, and leaves every row as it was."""
    before = everything()
    with pytest.raises(kind) as error:
        yield error
    assert type(error.value) is kind, error.value
    assert sentence in str(error.value)
    assert everything() == before
