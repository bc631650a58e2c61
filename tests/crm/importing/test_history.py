"""What happened before comes along with people, rests and restrains, and never makes anybody ready by itself."""

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from crm.actions.note_boundary import lift_boundary
from crm.importing.checking import check
from crm.importing.colleagues import Colleagues
from crm.importing.history import happened
from crm.importing.job import apply_staged
from crm.importing.record import (
    ImportedBoundary,
    ImportedContact,
    ImportedHandle,
    ImportedInteraction,
    ImportedPitch,
    Record,
)
from crm.importing.staging import stage as stage_rows
from crm.models import (
    Boundary,
    Campaign,
    Contact,
    Handle,
    ImportJob,
    Interaction,
    Invitation,
    Relationship,
    Staff,
    Topic,
)
from crm.readiness import readiness_of
from crm.readiness.facts import drifted
from tests.builders import NOW, TODAY, days_ago, earn, make_campaign, make_contact, make_staff, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
ANA = ImportedHandle("email", "ana@paper.example")


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def campaign(alice: Staff) -> Campaign:
    return make_campaign(alice, topics=[make_topic()], client="Acme", links=["https://acme.example/bikes"])


def person(**fields: Any) -> ImportedContact:
    return ImportedContact(**{"row": 2, "name": "Ana Lima", "handles": (ANA,), **fields})


def exchange(days: float, direction: str = "inbound", **fields: Any) -> ImportedInteraction:
    given: dict[str, Any] = {"channel": "email", "kind": "message", "text": f"About day {days} and bikes", **fields}
    identity = given.pop("external_id", f"m-{days}-{direction}")
    return ImportedInteraction(direction=direction, occurred_at=days_ago(days), external_id=identity, **given)


def load(staff: Staff, *records: Record, **options: Any) -> ImportJob:
    job = ImportJob.objects.create(staff=staff, filename="old.json", **options)
    stage_rows(job, iter(records), NOW)
    apply_staged(job, "Old tool", NOW)
    return job


def stage(staff: Staff, contact: Contact, campaign: Campaign, **fields: Any) -> str:
    return readiness_of(contact=contact, staff=staff, campaign=campaign, as_of=NOW).stage


def ready(alice: Staff, campaign: Campaign) -> Contact:
    contact = make_contact(alice, "Ana Lima", email="ana@paper.example")
    earn(alice, contact, campaign.topics.get())
    assert stage(alice, contact, campaign) == "ready"
    return contact


def test_exchanges_become_the_loaders_and_are_marked(alice: Staff) -> None:
    job = load(alice, person(interactions=(exchange(400), exchange(399, "outbound"))))
    assert (job.created, job.interactions) == (1, 2)
    first, second = Interaction.objects.order_by("occurred_at")
    assert (first.staff, first.direction, first.entered_at, first.import_job_id) == (alice, "inbound", NOW, job.pk)
    assert second.fingerprint and second.word_count
    facts = Relationship.objects.get()
    assert (facts.answered_days, facts.reached_days) == (1, 1)
    assert not drifted()


def test_loading_again_doubles_nothing(alice: Staff) -> None:
    told = person(
        interactions=(exchange(40),),
        boundaries=(ImportedBoundary(origin="opted_out", note="Unsubscribed"),),
        pitches=(ImportedPitch(pitched_on=None, note="Pitched"),),
    )
    load(alice, told)
    before = [list(model.objects.order_by("pk").values()) for model in (Interaction, Boundary, Contact)]
    job = load(alice, told)
    assert (job.unchanged, job.interactions, job.boundaries) == (1, 0, 0)
    assert [list(model.objects.order_by("pk").values()) for model in (Interaction, Boundary, Contact)] == before


def test_news_of_somebody_known_is_an_update(alice: Staff) -> None:
    load(alice, person())
    assert load(alice, person(interactions=(exchange(3),))).updated == 1


def test_a_pitch_made_elsewhere_rests(alice: Staff, campaign: Campaign) -> None:
    contact = ready(alice, campaign)
    load(alice, person(pitches=(ImportedPitch(pitched_on=TODAY - timedelta(days=30), note="PITCHED in Valosan"),)))
    assert stage(alice, contact, campaign) == "resting"
    pitch = Interaction.objects.get(promotional=True)
    assert (pitch.direction, pitch.channel, pitch.genuine) == ("outbound", "email", False)


def test_a_pitch_without_a_day_rests_from_today(alice: Staff, campaign: Campaign) -> None:
    contact = ready(alice, campaign)
    load(alice, person(pitches=(ImportedPitch(pitched_on=None, note="PITCHED"),)))
    assert stage(alice, contact, campaign) == "resting"
    assert Interaction.objects.get(promotional=True).occurred_at == NOW


def test_three_pitches_in_a_year_are_enough(alice: Staff, campaign: Campaign) -> None:
    contact = ready(alice, campaign)
    pitches = [ImportedPitch(pitched_on=TODAY - timedelta(days=days), note="") for days in (100, 200, 300)]
    load(alice, person(pitches=tuple(pitches)))
    missing = [
        c.name for c in readiness_of(contact=contact, staff=alice, campaign=campaign, as_of=NOW).criteria if not c.met
    ]
    assert missing == ["spared"]


def test_a_no_closes(alice: Staff, campaign: Campaign) -> None:
    contact = ready(alice, campaign)
    load(alice, person(boundaries=(ImportedBoundary(origin="answered_no", note="DECLINED in Valosan"),)))
    assert stage(alice, contact, campaign) == "closed"


def test_a_no_to_past_pitches_is_one_to_their_client_where_it_is_named(alice: Staff, campaign: Campaign) -> None:
    contact = ready(alice, campaign)
    declined = ImportedBoundary(origin="answered_no", note="DECLINED")
    load(
        alice,
        person(boundaries=(declined, ImportedBoundary(origin="opted_out", note="", scope="channel", channel="x"))),
        client="Acme",
    )
    assert set(Boundary.objects.values_list("scope", "client", "channel")) == {
        ("client", "Acme", ""),
        ("channel", "", "x"),
    }
    assert stage(alice, contact, campaign) == "closed"
    other = make_campaign(alice, topics=campaign.topics.all(), client="Other", name="Other")
    assert stage(alice, contact, other) == "ready"


def test_who_unsubscribed_is_not_narrowed_to_a_client(alice: Staff) -> None:
    load(alice, person(boundaries=(ImportedBoundary(origin="opted_out", note="Unsubscribed"),)), client="Acme")
    assert Boundary.objects.get().scope == "everything"


def test_a_boundary_finds_what_it_names_and_a_new_topic_is_made(alice: Staff, campaign: Campaign) -> None:
    topic = campaign.topics.get()
    load(
        alice,
        person(
            boundaries=(
                ImportedBoundary(origin="they_said", note="1", scope="topic", topic=topic.name.upper()),
                ImportedBoundary(origin="they_said", note="2", scope="topic", topic="Nothing we know"),
                ImportedBoundary(origin="they_said", note="3", scope="campaign", campaign=campaign.name),
            )
        ),
    )
    assert list(Boundary.objects.order_by("note").values_list("scope", "topic", "campaign")) == [
        ("topic", topic.pk, None),
        ("topic", Topic.objects.get(name="Nothing we know").pk, None),
        ("campaign", None, campaign.pk),
    ]


def test_a_boundary_that_a_manager_lifted_stays_lifted(alice: Staff) -> None:
    manager = make_staff("Mo", role="manager")
    told = person(boundaries=(ImportedBoundary(origin="opted_out", note="Unsubscribed"),))
    load(alice, told)
    lift_boundary(staff=manager, boundary=Boundary.objects.get(), reason="She wrote that she is back.", as_of=NOW)
    load(alice, told)
    assert Boundary.objects.get().lifted_at is not None


def test_a_no_is_kept_even_where_a_private_import_tells_the_team_nothing(alice: Staff) -> None:
    contact = make_contact(make_staff("Bob"), "Ana Lima", email="ana@paper.example")
    told = person(
        notes="likes me", interactions=(exchange(3),), boundaries=(ImportedBoundary(origin="opted_out", note=""),)
    )
    load(alice, told, visibility="private")
    contact.refresh_from_db()
    assert (contact.notes, contact.interactions.count(), contact.boundaries.count()) == ("", 0, 1)


def test_a_text_that_carries_a_live_campaigns_link_counts_as_an_ask(alice: Staff, campaign: Campaign) -> None:
    text = "Look at http://www.acme.example/bikes/?utm_source=mail"
    told = person(interactions=(exchange(20, "outbound", text=text), exchange(10, "outbound", text="No link")))
    load(alice, told)
    assert list(Interaction.objects.order_by("occurred_at").values_list("promotional", flat=True)) == [True, False]


def test_the_same_link_to_somebody_who_asked_for_it_does_not(alice: Staff, campaign: Campaign) -> None:
    contact = make_contact(alice, "Ana Lima", email="ana@paper.example")
    Invitation.objects.create(
        contact=contact,
        topic=campaign.topics.get(),
        quote="Send me that",
        given_on=TODAY - timedelta(days=30),
        url="https://a.example",
    )
    load(alice, person(interactions=(exchange(20, "outbound", text="https://acme.example/bikes"),)))
    assert not Interaction.objects.get().promotional


def test_a_blast_to_many_is_canned_whoever_loads_it(alice: Staff) -> None:
    text = "We have something new for you and all of your readers, have a look at it when you can this week."
    rows = [
        person(row=n, name=f"Person {n}", handles=(ImportedHandle("email", f"p{n}@paper.example"),),
               interactions=(exchange(50, "outbound", text=text, external_id=f"blast-{n}"),))
        for n in range(2, 5)
    ]  # fmt: skip
    load(alice, *rows)
    assert Interaction.objects.filter(canned=True).count() == 3
    assert not Relationship.objects.filter(reached_days__gt=0).exists()
    assert not drifted()


def test_bare_columns_hardly_count(alice: Staff) -> None:
    load(alice, person(last_contacted_on=TODAY - timedelta(days=400)))
    facts = Relationship.objects.get()
    assert facts.first_exchange_on == TODAY - timedelta(days=400)
    assert (facts.reached_days, facts.answered_days, facts.heard_days) == (0, 0, [])


def _world(seed: int) -> Iterable[ImportedInteraction]:
    """A year of talk without proof: what bare columns and lists of dates bring."""
    dice = random.Random(seed)
    for number in range(dice.randint(5, 40)):
        direction = dice.choice(["inbound", "outbound", "mutual", "observed"])
        kind = "read" if direction == "observed" else dice.choice(["message", "reply", "help", "meeting", "share"])
        yield exchange(dice.randint(32, 365), direction, kind=kind, text="", external_id=f"{seed}-{number}")


@pytest.mark.parametrize("seed", range(8))
def test_history_without_words_never_makes_anybody_ready(alice: Staff, campaign: Campaign, seed: int) -> None:
    load(alice, person(interactions=tuple(_world(seed))))
    contact = Contact.objects.get()
    for name in ("heard", "reached", "answered", "given"):
        answer = readiness_of(contact=contact, staff=alice, campaign=campaign, as_of=NOW)
        assert not next(c for c in answer.criteria if c.name == name).met


def test_nothing_imported_replaces_listening_and_giving_or_hides_a_rest(alice: Staff, campaign: Campaign) -> None:
    """Everything a file can say in favour, and one pitch."""
    talk = [
        exchange(days, direction, kind=kind)
        for days in range(40, 300, 20)
        for direction, kind in (("outbound", "help"), ("inbound", "reply"))
    ]
    load(alice, person(interactions=tuple(talk), pitches=(ImportedPitch(pitched_on=TODAY, note="x"),)))
    assert stage(alice, Contact.objects.get(), campaign) == "resting"
    assert not drifted()


def test_what_a_row_brings_is_read_once(alice: Staff) -> None:
    checked = check(person(interactions=(exchange(40, "outbound", url="javascript:alert(1)"),)), as_of=NOW)
    assert isinstance(checked, dict)
    [kept] = happened(checked, Colleagues(alice))["interactions"]
    assert kept["url"] == ""
    assert Handle.objects.count() == 0
