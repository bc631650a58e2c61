"""Whoever may not see a contact gets, at every address, what they would get were there none: the same status, the same
words; and nothing of it stands on any page of theirs, and nothing of it changes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from api.throttling import TokenBucket
from api.urls import urlpatterns as api_patterns
from frontend.urls import urlpatterns as screen_patterns
from tests.api.conftest import client_of
from tests.matrix.places import API, LISTENING, LISTENING_CONTACTS, SCREENS
from tests.matrix.world import INSIDERS, NOBODY, OUTSIDERS, WORD, World, make_world, state_of
from tests.proof import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
VERBS = ("get", "post", "patch", "delete")
BLURRED = re.compile(
    rb"csrfmiddlewaretoken\" value=\"[^\"]+\"|X-CSRFToken\": \"[^\"]+\"|nonce-?=?\"?[\w+/=]+\"?|\"X-CSRFToken[^}]*}"
)


@pytest.fixture
def world(settings: Any) -> World:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return make_world()


def place_of(space: str, pattern: Any) -> str | None:
    name = pattern.name
    if space == "api":
        return API.get(name) or API.get(re.sub(r"-(?!action|handle)[a-z-]+$", "", name or ""))
    if name in LISTENING_CONTACTS:
        return "contact"
    return SCREENS.get(name) or ("open" if (name or "").startswith(LISTENING) else None)


def addresses(space: str) -> Iterator[tuple[Any, str, list[str]]]:
    """Each with its place and the names of the numbers in it."""
    for pattern in api_patterns if space == "api" else screen_patterns:
        if pattern.name is not None:
            yield pattern, place_of(space, pattern) or "", list(pattern.pattern.regex.groupindex)


@pytest.mark.parametrize("space", ["api", "frontend"])
def test_every_address_has_its_place(space: str) -> None:
    assert [pattern.name for pattern, place, _names in addresses(space) if not place] == []


def path_to(space: str, pattern: Any, names: list[str], number: int, world: World) -> str:
    """`number` for the record that the address is about; what else it names is there and everybody's."""
    given: dict[str, Any] = dict.fromkeys(names, world.open_ids["topic"])
    main = "contact_pk" if "contact_pk" in names else names[0]
    given |= {"campaign_pk": world.open_ids["campaign"]} if "campaign_pk" in names else {}
    given |= {"pk": world.open_ids["campaign"]} if {"pk", "contact_pk"} <= set(names) else {}
    given |= {"name": "title"} if "name" in names else {}
    given |= {"kind": "feed"} if "kind" in names else {}
    given |= {"channel": "email", "value": f"{WORD}@hidden.example"} if "channel" in names else {}
    given |= {"uidb64": "MQ", "token": "x"} if "uidb64" in names else {}
    if main in ("pk", "contact_pk"):
        given[main] = number
    return reverse(f"{space}:{pattern.name}", kwargs=given)


def verbs_of(space: str, pattern: Any) -> tuple[str, ...]:
    if space == "frontend":
        return "get", "post"
    return tuple(getattr(pattern.callback, "actions", None) or ("get", "post"))


def client_for(space: str, world: World, who: str) -> Any:
    if space == "api":
        return client_of(world.staff[who])
    client = Client(raise_request_exception=False)
    sign_in(client, world.staff[who])
    return client


def ask(client: Any, verb: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, bytes]:
    """What comes back; whatever it did is undone."""
    TokenBucket.forget()
    with transaction.atomic():
        answer = getattr(client, verb)(path, body or {})
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text += str(answer.headers.get("Location", "")).encode()
        transaction.set_rollback(True)
    return answer.status_code, BLURRED.sub(b"", text)


def without_numbers(text: bytes, *numbers: int) -> bytes:
    """Whole numbers alone: a small one stands in many others."""
    return re.sub(rb"\b(" + b"|".join(str(number).encode() for number in numbers) + rb")\b", b"?", text)


def shapes(asked: CaptureQueriesContext) -> list[str]:
    """The statements without their values: as long as these are the same, so is the time, as far as it can tell."""
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in asked.captured_queries]


@pytest.mark.parametrize("space", ["api", "frontend"])
@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_hidden_record_is_like_none(world: World, space: str, who: str) -> None:
    """Status, words, and what the database is asked for it: so time tells nothing either."""
    client, before, wrong, looks = client_for(space, world, who), state_of(world), [], 0
    for pattern, place, names in addresses(space):
        kind = place.removeprefix("own:")
        if not names or kind not in world.ids or (place == "token" and who == "ada"):
            continue  # an admin sees whose tokens there are
        hidden = path_to(space, pattern, names, world.ids[kind], world)
        nobody = path_to(space, pattern, names, NOBODY, world)
        for verb in verbs_of(space, pattern):
            with CaptureQueriesContext(connection) as looked_there:
                there = ask(client, verb, hidden)
            with CaptureQueriesContext(connection) as looked_nowhere:
                nowhere = ask(client, verb, nobody)
            told = [without_numbers(one[1], world.ids[kind], NOBODY) for one in (there, nowhere)]
            if there[0] != nowhere[0] or told[0] != told[1] or there[0] >= 500:
                wrong.append((verb, pattern.name, there[0], nowhere[0]))
            looks += len(looked_there)
            if shapes(looked_there) != shapes(looked_nowhere):
                wrong.append((verb, pattern.name, *(set(shapes(looked_there)) ^ set(shapes(looked_nowhere)))))
    assert wrong == []
    assert looks > 100
    assert state_of(world) == before


QUERIES = ("", "search={word}", "contact={contact}&count=true", "tag={word}%20tag")


@pytest.mark.parametrize("space", ["api", "frontend"])
@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_page_of_theirs_holds_a_word_of_it(world: World, space: str, who: str) -> None:
    client, found = client_for(space, world, who), []
    for pattern, place, names in addresses(space):
        if names and place.removeprefix("own:") in world.ids:
            continue  # above
        number = world.open_ids.get(re.sub(r"[-_].*", "", pattern.name).removesuffix("s"), world.open_ids["topic"])
        path = path_to(space, pattern, names, number, world) if names else reverse(f"{space}:{pattern.name}")
        if "get" not in verbs_of(space, pattern):
            continue
        for query in QUERIES if not names else QUERIES[:1]:
            asked = query.format(word=WORD, contact=world.ids["contact"])
            status, text = ask(client, "get", f"{path}?{asked}")
            echoed = text.replace(asked.encode(), b"").replace(asked.replace("%20", "+").encode(), b"")
            if space == "frontend":  # what was typed stands in the field again
                echoed = re.sub(rb"(value|href|action|hx-[a-z]+|data-[a-z-]+)=\"[^\"]*\"", b"", echoed)
                echoed = re.sub(rb"\xe2\x80\x9c[^\xe2]*\xe2\x80\x9d", b"", echoed)
            if WORD.encode() in echoed and not _only_echoes(echoed, asked):
                found.append((pattern.name, asked, status))
            if status >= 500:
                found.append((pattern.name, asked, status))
    assert found == []


def _only_echoes(text: bytes, asked: str) -> bool:
    """Only the bare word that was asked for, never with what stands beside it in a record."""
    beside = (b" person", b"@hidden", b" notes", b" org", b" letter", b" reply", b" quote", b" draft", b" ask")
    return WORD in asked and not any(WORD.encode() + word in text.lower() for word in beside)


@pytest.mark.parametrize("who", INSIDERS)
def test_whom_it_is_shared_with_sees_what_the_owner_sees(world: World, who: str) -> None:
    for space in ("api", "frontend"):
        client, wrong = client_for(space, world, who), []
        for pattern, place, names in addresses(space):
            about_them = place in world.ids and place != "token" and pattern.name != "contact_merge"
            if not names or not about_them or "get" not in verbs_of(space, pattern):
                continue
            path = path_to(space, pattern, names, world.ids[place], world)
            status, _text = ask(client, "get", f"{path}?campaign={world.open_ids['campaign']}")
            if status == 400:  # what is about no campaign takes none
                status, _text = ask(client, "get", path)
            only_post, by_role = status == 405, status == 403 and pattern.name in ("contact_erase",)
            if status not in (200, 302) and not only_post and not by_role and not pattern.name.endswith("undo"):
                wrong.append((pattern.name, status))
        assert wrong == []


@pytest.mark.parametrize("space", ["api", "frontend"])
def test_who_is_nobody_is_let_in_nowhere(world: World, space: str) -> None:
    client, wrong = Client(raise_request_exception=False), []
    for pattern, place, names in addresses(space):
        if place == "public":
            continue
        path = path_to(space, pattern, names, world.open_ids["topic"], world) if names else reverse(
            f"{space}:{pattern.name}"
        )  # fmt: skip
        for verb in ("get", "post"):
            status, text = ask(client, verb, path)
            if status not in ((401, 405) if space == "api" else (302, 403, 405)) or WORD.encode() in text:
                wrong.append((verb, pattern.name, status))
    assert wrong == []


@pytest.mark.parametrize("space", ["api", "frontend"])
@pytest.mark.parametrize("who", ["alice", "mona"])
def test_what_is_for_admins_is_for_admins(world: World, space: str, who: str) -> None:
    client, wrong = client_for(space, world, who), []
    for pattern, place, names in addresses(space):
        if place != "admin":
            continue
        number = world.open_ids["webhook" if "webhook" in pattern.name else "erasure"]
        path = path_to(space, pattern, names, number, world) if names else reverse(f"{space}:{pattern.name}")
        answers = {verb: ask(client, verb, path)[0] for verb in verbs_of(space, pattern)}
        wrong += [(verb, pattern.name) for verb, status in answers.items() if status not in (403, 405)]
    assert wrong == []


def _bodies(contact: int, other: int, world: World) -> dict[str, dict[str, Any]]:
    """What a screen's form or the API takes that names a contact."""
    campaign, topic = world.open_ids["campaign"], world.open_ids["topic"]
    return {
        "interactions": {"contact": contact, "channel": "email", "direction": "inbound", "kind": "message",
                         "occurred_at": "2026-01-01T10:00:00Z"},
        "interests": {"contact": contact, "topic": topic, "basis": "stated", "noted_at": "2026-01-01T10:00:00Z"},
        "boundaries": {"contact": contact, "scope": "everything", "origin": "they_said"},
        "candidates": {"contact": contact, "campaign": campaign},
        "drafts": {"contact": contact, "campaign": campaign, "text": "x"},
        "asks": {"contact": contact, "campaign": campaign, "channel": "email", "text": "x"},
        "promises": {"contact": contact, "text": "x", "due_on": "2027-01-01"},
        "attestations": {"contact": contact, "reason": "x"},
        f"contacts/{other}/merge": {"other": contact},
        "bulk-actions": {"action": "add_tag", "contacts": [contact], "params": {"tag": "x"}},
    }  # fmt: skip


@pytest.mark.parametrize("who", OUTSIDERS)
def test_its_number_in_a_body_is_worth_no_more_than_one_nobody_has(world: World, who: str) -> None:
    client = client_for("api", world, who)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM crm_contact WHERE owner_id = %s LIMIT 1", [world.staff[who].pk])
        [own] = cursor.fetchone() or [0]
    hidden, nobody = (_bodies(number, own, world) for number in (world.ids["contact"], NOBODY))
    for path, body in hidden.items():
        there = ask(client, "post", f"/api/v1/{path}/", body)
        nowhere = ask(client, "post", f"/api/v1/{path}/", nobody[path])
        assert there[0] == nowhere[0], path
        told = [without_numbers(one[1], world.ids["contact"], NOBODY) for one in (there, nowhere)]
        if path != "bulk-actions":  # its answer carries a number of its own
            assert told[0] == told[1], path
