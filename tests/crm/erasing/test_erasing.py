"""One person is seeded wherever anything of a person can be; afterwards the whole database and all files hold nothing
of them, and everybody else is still there."""

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from crm.actions.erase_person import order_again, order_erasure, preview_erasure
from crm.erasing import job as job_module
from crm.erasing.job import run_erasure
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Boundary, Contact, Erasure, Interaction, MemoryAsk, MemoryBoundary, Staff
from tests.builders import NOW, days_ago, log, make_boundary, make_campaign, make_contact, make_staff, make_topic
from tests.crm.erasing.everywhere import MAIL, NAME, Everywhere, dumped, files_under

pytestmark = [pytest.mark.django_db, pytest.mark.deep]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ada() -> Staff:
    return make_staff("Ada", role="admin")


@pytest.fixture
def world(ada: Staff) -> Everywhere:
    topic = make_topic(query="cargo")
    return Everywhere(ada=ada, bob=make_staff("Bob"), topic=topic, campaign=make_campaign(ada, topics=[topic]))


def found_in(words: list[str], texts: dict[str, Any]) -> dict[str, set[str]]:
    """Where which of the words stand."""
    found: dict[str, set[str]] = {}
    for place, text in texts.items():
        held = text.lower()
        for word in words:
            if (word.lower().encode() if isinstance(held, bytes) else word.lower()) in held:
                found.setdefault(place, set()).add(word)
    return found


@pytest.mark.slow
def test_nothing_of_them_is_left_in_the_database_or_the_files(world: Everywhere, media: Path) -> None:
    ana = world.fill()
    seeded = found_in(world.words, {**dumped(), **files_under(media)})
    assert len(world.words) > 40
    assert {word for words in seeded.values() for word in words} == set(world.words)
    assert len(seeded) > 30, sorted(seeded)

    erasure = order_erasure(staff=world.ada, contact=ana, as_of=NOW, reason="They wrote to us")
    run_erasure(erasure.pk, as_of=NOW)

    assert found_in(world.words, {**dumped(), **files_under(media)}) == {}
    erasure.refresh_from_db()
    assert (erasure.status, erasure.contacts, erasure.addresses, erasure.traces) == ("done", [], [], [])
    assert erasure.done == erasure.total
    assert erasure.kept == {"boundaries": 2, "asks": 1}
    assert erasure.erased["contacts"] == 3  # of the fourth, her colleague's, the receipt tells nothing
    assert not Contact.objects.filter(pk__in=[ana.pk, world.bobs.pk]).exists()


def test_others_are_still_there_with_what_was_theirs(world: Everywhere) -> None:
    ana = world.fill()
    ben, cleo = world.others
    run_erasure(order_erasure(staff=world.ada, contact=ana, as_of=NOW).pk, as_of=NOW)
    cleo.refresh_from_db()
    assert cleo.notes == "Ask [gone] for her number, or write to [gone]."
    assert Interaction.objects.get(contact=cleo).text == "In copy: [gone]"
    ben.refresh_from_db()
    assert (ben.name, ben.notes) == ("Ben Brook", "Ben’s own notes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM crm_contactevent WHERE pgh_obj_id = %s AND pgh_label = 'insert'", [ben.pk])
        assert cursor.fetchone() == (1,)


def test_only_reach_end_and_days_are_kept(ada: Staff) -> None:
    ana = make_contact(ada, email=MAIL)
    make_boundary(ana, "channel", channel="email", note="Not by mail", origin="opted_out")
    make_boundary(ana, until=days_ago(-40).date())
    make_boundary(ana, "client", client="Old", lifted_at=NOW, lifted_by=ada, lift_reason="Mended")
    run_erasure(order_erasure(staff=ada, contact=ana, as_of=NOW).pk, as_of=NOW)
    rows = MemoryBoundary.objects.order_by("scope").values_list("scope", "client", "topic", "channel", "until")
    assert list(rows) == [
        ("channel", "", None, "email", None),
        ("everything", "", None, "", days_ago(-40).date()),
    ]
    assert {field.name for field in MemoryBoundary._meta.fields} == {
        *("id", "memory", "scope", "client", "topic", "campaign", "channel", "until")
    }
    assert {field.name for field in MemoryAsk._meta.fields} == {"id", "memory", "asked_on", "not_before"}


@pytest.mark.parametrize("role", ["member", "manager"])
def test_only_an_admin_orders_it(ada: Staff, role: str) -> None:
    contact, colleague = make_contact(ada), make_staff("Mona", role=role)
    with pytest.raises(NotAllowed):
        order_erasure(staff=colleague, contact=contact, as_of=NOW)
    with pytest.raises(DatabaseError, match="Only an admin"), transaction.atomic():
        Erasure.objects.create(ordered_by=colleague, ordered_at=NOW)
    assert not Erasure.objects.exists()


def test_a_contact_one_cannot_see_is_not_there_to_erase(ada: Staff) -> None:
    hidden = make_contact(make_staff("Bob"), visibility="private")
    with pytest.raises(Refusal, match="no such contact"):
        order_erasure(staff=ada, contact=hidden, as_of=NOW)


def test_by_an_address_goes_also_whom_only_a_colleague_knows_and_nothing_tells_of_it(ada: Staff) -> None:
    bob = make_staff("Bob")
    hidden = make_contact(bob, "Zelda", email=MAIL, visibility="private")
    make_boundary(hidden)
    nobody = preview_erasure(staff=ada, address_of=("email", "nobody@example.net"))
    somebody = preview_erasure(staff=ada, address_of=("email", MAIL))
    assert (somebody.contacts, nobody.contacts) == ([], [])
    assert somebody.addresses == [("email", MAIL)]
    run_erasure(order_erasure(staff=ada, address_of=("email", MAIL), as_of=NOW).pk, as_of=NOW)
    assert not Contact.objects.filter(pk=hidden.pk).exists()
    receipt = Erasure.objects.get()
    run_erasure(order_erasure(staff=ada, address_of=("email", "nobody@example.net"), as_of=NOW).pk, as_of=NOW)
    other = Erasure.objects.exclude(pk=receipt.pk).get()
    assert (receipt.erased, receipt.kept, receipt.total) == (other.erased, other.kept, other.total)


def test_an_order_that_is_being_done_is_not_given_twice(ada: Staff) -> None:
    ana = make_contact(ada)
    order_erasure(staff=ada, contact=ana, as_of=NOW)
    with pytest.raises(Conflict):
        order_erasure(staff=ada, contact=ana, as_of=NOW)


def test_it_goes_on_where_it_stopped(ada: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = make_contact(ada, NAME, email=MAIL)
    cleo = make_contact(ada, "Cleo", notes=f"Knows {NAME}")
    make_boundary(ana)
    erasure = order_erasure(staff=ada, contact=ana, as_of=NOW)

    def stumble(*_args: Any) -> int:
        raise OSError("the disk is gone")

    monkeypatch.setattr(job_module, "forget_answers_about", stumble)
    with pytest.raises(OSError):
        run_erasure(erasure.pk, as_of=NOW)
    erasure.refresh_from_db()
    assert (erasure.status, erasure.steps) == ("failed", ["records"])
    monkeypatch.undo()
    order_again(staff=ada, erasure=erasure)
    run_erasure(erasure.pk, as_of=NOW)
    erasure.refresh_from_db()
    cleo.refresh_from_db()
    assert (erasure.status, erasure.kept["boundaries"], cleo.notes) == ("done", 1, "Knows [gone]")


def test_what_was_a_copy_of_a_letter_to_them_counts_by_itself_again(ada: Staff) -> None:
    ana, ben = make_contact(ada, email=MAIL), make_contact(ada, "Ben")
    text = "Could you look at the cargo bike figures for Lyon that we measured in spring? They differ from yours a lot."
    log(ada, ana, text=text, days=2)
    later = log(ada, ben, text=text, days=1)
    assert Interaction.objects.get(pk=later.pk).canned
    run_erasure(order_erasure(staff=ada, contact=ana, as_of=NOW).pk, as_of=NOW)
    assert not Interaction.objects.get(pk=later.pk).canned


def test_the_receipt_stays_as_it_is(ada: Staff) -> None:
    erasure = order_erasure(staff=ada, contact=make_contact(ada, email=MAIL), as_of=NOW)
    run_erasure(erasure.pk, as_of=NOW)
    for change in ("DELETE FROM crm_erasure", "UPDATE crm_erasure SET erased = '{}'"):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_boundaries_of_a_namesake_are_not_theirs(ada: Staff) -> None:
    """Without an address there is nothing to know them by; a name alone would hit others."""
    ana = make_contact(ada, NAME, email=None)
    make_boundary(ana)
    other = make_contact(ada, NAME, notes=f"Not that {NAME}")
    erasure = order_erasure(staff=ada, contact=ana, as_of=NOW)
    run_erasure(erasure.pk, as_of=NOW)
    other.refresh_from_db()
    assert other.notes == f"Not that {NAME}"
    assert not Boundary.objects.exists()
    assert Erasure.objects.get().kept == {"boundaries": 0, "asks": 0}
