"""Taking the sample out: all of it, and nothing of anybody's own."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from crm.actions.merge_contacts import merge_contacts
from crm.actions.save_campaign import shortlist
from crm.actions.snooze import snooze
from crm.duplicates.find import find_waiting
from crm.models import Campaign, Candidate, Contact, Interaction, Snooze, Staff, Topic
from crm.readiness.policy import default_policy
from crm.sample.load import load_sample_book
from crm.sample.marks import HOST, PREFIX
from crm.sample.remove import remove_sample_book
from tests.builders import NOW, day, log, make_campaign, make_contact, make_staff

pytestmark = pytest.mark.slow


def rows():
    """How many rows each table of ours holds, history included; once what changed was looked through."""
    find_waiting(as_of=timezone.now())
    return {model._meta.label: model._base_manager.count() for model in apps.get_app_config("crm").get_models()}


def sample(key):
    return Contact.objects.get(external_id=f"sample-book:{key}")


def said(command):
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


class TestTakingItOut(TestCase):
    """Alice has one contact, one campaign and one message of her own; then the sample is loaded."""

    @classmethod
    def setUpTestData(cls):
        cls.alice = make_staff("Alice", role="admin")
        # Marks alone prove nothing.
        cls.ana = make_contact(cls.alice, "Ana Lima", tags=["sample"], origin="Sample book")
        cls.own = make_campaign(cls.alice, name="Bike summer")
        cls.letter = log(cls.alice, cls.ana, text="About your piece on cargo bikes.")
        default_policy()
        cls.before = rows()
        cls.loaded = load_sample_book(staff=cls.alice, as_of=NOW)

    def test_everything_is_as_it_was_before(self):
        removed = remove_sample_book()
        assert removed.contacts == self.loaded.contacts and removed.kept == []
        assert rows() == self.before
        assert Contact.objects.get() == self.ana and Interaction.objects.get() == self.letter

    def test_it_can_be_loaded_and_taken_out_again(self):
        remove_sample_book()
        assert load_sample_book(staff=self.alice, as_of=NOW) == self.loaded
        remove_sample_book()
        assert rows() == self.before

    def test_there_is_nothing_to_remove_twice(self):
        assert "Took out the sample book" in said("remove_sample_book")
        assert "no people of the sample" in said("remove_sample_book")
        assert rows() == self.before

    def test_a_real_contact_on_a_sample_campaign_stays_on_it(self):
        winter = Campaign.objects.get(name=f"{PREFIX}The winter timetable")
        shortlist(campaign=winter, contacts=[self.ana], staff=self.alice)
        assert "Kept the campaign Sample: The winter timetable" in said("remove_sample_book")
        assert Candidate.objects.get().contact == self.ana
        assert set(Campaign.objects.all()) == {winter, self.own}
        # What a kept campaign is about stays with it; the other topics go.
        assert [topic.name for topic in Topic.objects.all()] == [f"{PREFIX}Night trains"]

    def test_a_sample_topic_of_a_real_campaign_stays(self):
        self.own.topics.add(Topic.objects.get(name=f"{PREFIX}Repair and reuse"))
        assert remove_sample_book().kept == ["the topic Sample: Repair and reuse"]

    def test_a_colleague_with_something_real_to_do_stays(self):
        teo = Staff.objects.get(email=f"teo@{HOST}")
        shortlist(campaign=self.own, contacts=[self.ana], staff=teo)
        assert remove_sample_book().kept == ["the staff Teo Okafor (sample)"]
        assert not Staff.objects.filter(email=f"mara@{HOST}").exists()

    def test_what_one_did_with_a_sample_person_goes_with_them(self):
        log(self.alice, sample("noor"), text="Trying this out.")
        snooze(staff=self.alice, card=f"give:{sample('juergen').pk}:1", until=day(3), as_of=NOW)
        snooze(staff=self.alice, card="give:999999999:1", until=day(3), as_of=NOW)
        remove_sample_book()
        assert Interaction.objects.get() == self.letter
        assert [kept.card for kept in Snooze.objects.all()] == ["give:999999999:1"]

    def test_a_real_contact_that_swallowed_a_sample_one_stays_and_loses_its_mark(self):
        merge_contacts(staff=self.alice, survivor=self.ana, other=sample("noor"), as_of=NOW)
        remove_sample_book()
        self.ana.refresh_from_db()
        assert list(Contact.objects.all()) == [self.ana]
        assert self.ana.external_id == ""

    def test_a_sample_contact_that_swallowed_a_real_one_is_handed_over(self):
        noor = sample("noor")
        merge_contacts(staff=self.alice, survivor=noor, other=self.ana, as_of=NOW)
        assert "the contact Noor Haddad, into whom one of yours was merged" in remove_sample_book().kept
        noor.refresh_from_db()
        assert Contact.objects.in_use().get() == noor
        assert (noor.external_id, noor.origin) == ("", "") and "sample" not in noor.tags
        assert Interaction.objects.filter(contact=noor, text__contains="cargo bikes").exists()

    def test_a_real_text_that_copied_the_sample_counts_again(self):
        theirs = Interaction.objects.filter(contact=sample("noor"), direction="outbound").earliest("occurred_at")
        mine = log(self.alice, self.ana, text=theirs.text, days=1)
        assert mine.canned
        remove_sample_book()
        mine.refresh_from_db()
        assert not mine.canned
        assert self.ana.relationships.get(staff=self.alice).reached_days == 2
