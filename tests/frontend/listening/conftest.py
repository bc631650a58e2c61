"""A topic about cargo bikes, posts about it by a contact and by strangers."""

from typing import Any

import pytest

from crm.models import Contact, Staff, Topic
from listening.models import Mention
from tests.builders import make_handle, make_topic
from tests.listening.posts import a_post, hear


@pytest.fixture
def bikes(db: Any) -> Topic:
    return make_topic("Bikes", query='"cargo bike*" OR bakfiets')


@pytest.fixture
def posts(bikes: Topic, alice: Staff, ana: Contact) -> dict[str, Mention]:
    """By Ana, whom the team knows, by Zoe twice, by nobody."""
    make_handle(ana, "bluesky", "ana.example")
    taken = hear(
        a_post("Cargo bikes & <b>vans</b> on my street", by="ana.example", days=1),
        a_post("A cargo bike for the bakery", by="zoe.example", author_name="Zoe", days=2),
        a_post("Cargo bikes again", by="zoe.example", author_name="Zoe", days=5),
        a_post("Somebody sold a cargo bike", days=6),
    )
    names = ("ana", "zoe", "zoe_before", "nobody")
    return {name: Mention.objects.get(pk=one.mention) for name, one in zip(names, taken, strict=True)}
