"""The sample book: it shows everything, it is nobody, and it says so."""

from collections import Counter
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from crm.errors import AskLocked
from crm.models import (
    Ask,
    Attestation,
    Boundary,
    Campaign,
    Candidate,
    Contact,
    Draft,
    Handle,
    Interaction,
    Invitation,
    Promise,
    Relationship,
    Staff,
    Topic,
)
from crm.models.interactions import is_genuine
from crm.readiness import Stage, readiness_of
from crm.readiness.criteria import CRITERIA
from crm.readiness.facts import drifted, facts_at
from crm.reports.asks_made import asks_seen_by
from crm.reports.outcomes import all_outcomes
from crm.reports.what_if import trial_policy, what_if
from crm.sample.last_year_rows import LAST_YEAR
from crm.sample.load import load_sample_book
from crm.sample.marks import HOST, ORIGIN, PREFIX, TAG
from crm.sample.people import PEOPLE
from crm.sample.stories import STORIES
from crm.today import today_cards
from tests.builders import NOW, make_staff

pytestmark = pytest.mark.slow


def judgements(as_of=NOW):
    for candidate in Candidate.objects.select_related("campaign__policy", "contact", "staff"):
        yield (
            candidate,
            readiness_of(contact=candidate.contact, staff=candidate.staff, campaign=candidate.campaign, as_of=as_of),
        )


def said(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


class TestTheLoadedBook(TestCase):
    """Loaded once for all of these, for Alice."""

    @classmethod
    def setUpTestData(cls):
        cls.alice = make_staff("Alice", role="admin", time_zone="Europe/Berlin")
        cls.loaded = load_sample_book(staff=cls.alice, as_of=NOW)

    def test_everybody_in_the_table_has_a_story_and_nobody_else(self):
        assert sorted(person.key for person in PEOPLE) == sorted(story.key for story in STORIES)
        assert 45 <= len(PEOPLE) <= 60

    def test_it_shows_every_stage(self):
        stages = Counter(readiness.stage for _, readiness in judgements())
        assert set(stages) == set(Stage)

    def test_every_criterion_decides_for_somebody(self):
        deciding = {readiness.next.name for _, readiness in judgements() if readiness.next}
        # By the house rules an open ask always lets its person rest, too; “free” is told right after “rested”.
        assert deciding == {criterion.name for criterion in CRITERIA} - {"free"}
        assert any(
            readiness.stage == Stage.RESTING and "free" in {verdict.name for verdict in readiness.missing}
            for _, readiness in judgements()
        )

    def test_for_each_thing_that_can_be_earned_somebody_lacks_only_that(self):
        alone = {readiness.missing[0].name for _, readiness in judgements() if len(readiness.missing) == 1}
        assert alone >= {"heard", "fit", "known", "reached", "answered", "owed", "alive", "given", "rested"}

    def test_each_stand_in_carries_somebody_to_ready(self):
        carried = {
            verdict.stood_in_by for _, readiness in judgements() if readiness.unlocked for verdict in readiness.criteria
        }
        assert carried == {"", "invitation", "attestation", "introduction"}

    def test_every_section_of_today_has_a_card(self):
        sections = {section.name: section.cards for section in today_cards(staff=self.alice, as_of=NOW)}
        assert all(sections.values()), sections
        assert {card.verb for card in sections["record"]} == {"record", "follow_up"}
        assert any(card.staff_id != self.alice.pk for card in sections["answer"]), "Teo is away; Alice covers"

    def test_asks_went_every_way(self):
        asks = Ask.objects.all()
        assert {ask.outcome for ask in asks} == {"", "yes", "no", "not_now", "silent", "withdrawn"}
        assert {b.scope for b in Boundary.objects.exclude(ask=None)} == {"campaign", "topic", "client", "everything"}
        assert any(ask.links for ask in asks) and any(ask.follow_up_at for ask in asks)
        assert any(ask.overridden_by for ask in asks) and any(ask.already_made for ask in asks)
        assert sum(ask.earned for ask in asks) >= 5
        assert Draft.objects.exists() and Invitation.objects.exists() and Attestation.objects.exists()
        assert {promise.kept_at is None for promise in Promise.objects.all()} == {True, False}

    def test_there_is_enough_to_learn_from(self):
        tables = {table.by: table for table in all_outcomes(asks_seen_by(self.alice), as_of=NOW)}
        rows = {by: {row.key: row.tally for row in table.rows} for by, table in tables.items()}
        assert rows["way"]["earned"].is_telling and rows["readiness"]["ready"].is_telling
        assert all(rows["way"][way].asks for way in ("overridden", "unearned"))
        assert all(rows["stand_in"][name].asks for name in ("none", "attestation"))
        assert len(rows["known"]) == 5 and len(rows["channel"]) >= 3 and len(rows["topic"]) >= 3
        tried = what_if(asks_seen_by(self.alice), policy=trial_policy({"known_days": 60}), as_of=NOW)
        assert tried.is_enough and tried.newly_held.asks and tried.unknown == 0

    def test_nobody_of_last_year_was_sent_what_others_were(self):
        theirs = Interaction.objects.filter(contact__tags__contains=["last year"])
        assert theirs.exists() and not theirs.exclude(is_genuine()).exists()
        made = Ask.objects.filter(contact__tags__contains=["last year"])
        ways = Counter("earned" if a.earned else "overridden" if a.overridden_by else "elsewhere" for a in made)
        told = Counter("earned" if row.way == "vouched" else row.way for row in LAST_YEAR)
        assert ways == told

    def test_what_does_not_count_is_there_and_does_not_count(self):
        blasted = Contact.objects.filter(interactions__canned=True).distinct()
        assert blasted.count() == 3
        assert set(Relationship.objects.filter(contact__in=blasted).values_list("reached_days", flat=True)) == {0}
        assert Interaction.objects.filter(automated=True).exists()
        assert Interaction.objects.filter(promotional=True).exists()
        assert Interaction.objects.exclude(voided_at=None).exists()

    def test_everything_is_marked(self):
        assert self.loaded.contacts == Contact.objects.count() == len(PEOPLE) + len(LAST_YEAR)
        assert set(Contact.objects.values_list("origin", flat=True)) == {ORIGIN}
        assert all(TAG in tags for tags in Contact.objects.values_list("tags", flat=True))
        for name in [*Campaign.objects.values_list("name", flat=True), *Topic.objects.values_list("name", flat=True)]:
            assert name.startswith(PREFIX)
        assert all(staff.email.endswith(f"@{HOST}") for staff in Staff.objects.exclude(pk=self.alice.pk))

    def test_no_address_could_be_anybodys(self):
        for handle in Handle.objects.all():
            if handle.channel == "phone":
                # Set aside for fiction by Ofcom (London) and the Bundesnetzagentur (Munich).
                assert handle.key.startswith(("+44207946", "+498999998")), handle
            else:
                domain = handle.key.partition("/")[0].rpartition("@")[2]
                assert domain.endswith((".example", ".invalid")), handle
        links = [i.url for i in Interaction.objects.exclude(url="")] + [
            k for c in Campaign.objects.all() for k in c.links
        ]
        assert links and all(link.split("/")[2].endswith(".example") for link in links)

    def test_the_facts_are_those_of_the_histories(self):
        for staff, contact in drifted():
            stored = Relationship.objects.values().get(staff=staff, contact=contact)
            fresh = facts_at(staff, contact, NOW)
            # Floats added up in another order may differ in their last bit; nothing else may.
            stored["warmth_log"] = pytest.approx(stored["warmth_log"])
            assert {name: stored[name] for name in fresh if name in stored} == {
                n: fresh[n] for n in fresh if n in stored
            }

    def test_loading_twice_changes_nothing(self):
        counts = [model.objects.count() for model in (Contact, Interaction, Ask, Campaign, Topic, Staff)]
        assert load_sample_book(staff=self.alice, as_of=NOW) is None
        assert "loaded already; nothing was changed" in said("load_sample_book")
        assert counts == [model.objects.count() for model in (Contact, Interaction, Ask, Campaign, Topic, Staff)]

    def test_it_does_not_loosen_the_rule(self):
        """Somebody ready for nothing else stays locked: the sample is no back door."""
        from crm.actions.open_ask import open_ask

        ilse = Contact.objects.get(external_id="sample-book:ilse")
        winter = Campaign.objects.get(name=f"{PREFIX}The winter timetable")
        with pytest.raises(AskLocked):
            open_ask(staff=self.alice, contact=ilse, campaign=winter, channel="email", text="Would you?", as_of=NOW)


@pytest.mark.django_db
def test_nothing_lies_in_the_future():
    alice = make_staff("Alice", role="admin", time_zone="Europe/Berlin")
    early = datetime(2026, 3, 29, 0, 20, tzinfo=UTC)  # the night the clocks change, just after midnight
    load_sample_book(staff=alice, as_of=early)
    assert not Interaction.objects.filter(occurred_at__gt=early).exists()
    assert not Ask.objects.filter(asked_at__gt=early).exists()
    assert {readiness.stage for _, readiness in judgements(early)} == set(Stage)


@pytest.mark.django_db
def test_the_command_makes_the_first_admin_when_there_is_nobody():
    assert "Loaded for" in said("load_sample_book")
    first = Staff.objects.order_by("pk").first()
    assert first.is_admin and not first.email.endswith(HOST)
    assert Contact.objects.filter(owner=first).exists()


@pytest.mark.django_db
def test_it_can_be_loaded_for_somebody_named():
    alice = make_staff("Alice", role="admin", time_zone="Europe/Berlin")
    bob = make_staff("Bob", email="bob@example.org")
    said("load_sample_book", email="Bob@example.org")
    assert Contact.objects.filter(owner=bob).count() > Contact.objects.filter(owner=alice).count() == 0
    with pytest.raises(CommandError, match="No staff member"):
        said("load_sample_book", email="nobody@example.org")
