"""What people said of religion, politics or health stands on their own page, and nowhere else."""

import pytest
from django.db import connection

from crm.actions.note_boundary import note_boundary
from crm.actions.note_interest import note_interest
from crm.actions.save_topic import update_topic
from crm.errors import Refusal
from crm.filters import ContactFilter, InterestFilter
from crm.models import Boundary, Contact, Interest, Staff, Topic
from tests.builders import NOW, make_boundary, make_contact, make_staff, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def faith() -> Topic:
    return make_topic("Faith", sensitive=True)


def believes(alice: Staff, ana: Contact, faith: Topic, quote: str = "I believe") -> Interest:
    return note_interest(staff=alice, contact=ana, topic=faith, basis="stated", noted_at=NOW, as_of=NOW, quote=quote)


def test_an_interest_is_kept_in_their_own_words_or_not_at_all(alice: Staff, faith: Topic) -> None:
    ana = make_contact(alice)
    with pytest.raises(Refusal, match="quote them"):
        believes(alice, ana, faith, quote=" ")
    assert believes(alice, ana, faith).quote == "I believe"
    assert Interest.objects.count() == 1


def test_it_narrows_no_list_of_contacts_and_stands_in_no_list_of_interests(alice: Staff, faith: Topic) -> None:
    ana, bikes = make_contact(alice), make_topic("Bikes")
    believes(alice, ana, faith)
    note_interest(staff=alice, contact=ana, topic=bikes, basis="stated", noted_at=NOW, as_of=NOW)
    for topic, found in ((faith, []), (bikes, [ana])):
        assert list(ContactFilter({"topic": str(topic.pk)}, queryset=Contact.objects.all(), staff=alice).qs) == found
    listed = InterestFilter({"topic": str(faith.pk)}, queryset=Interest.objects.all(), staff=alice)
    assert listed.is_valid() and not listed.qs
    theirs = InterestFilter({"contact": str(ana.pk)}, queryset=Interest.objects.all(), staff=alice)
    assert theirs.is_valid() and theirs.qs.count() == 2


def test_a_boundary_is_kept_without_its_reason_by_any_door(alice: Staff, faith: Topic) -> None:
    ana = make_contact(alice)
    boundary = note_boundary(
        staff=alice, contact=ana, scope="topic", topic=faith, as_of=NOW, note="Since my conversion"
    )
    by_sql = make_boundary(ana, "topic", topic=faith, note="Since my conversion")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm_boundary SET note = 'Since my conversion' WHERE id = %s", [by_sql.pk])
    assert set(Boundary.objects.values_list("note", flat=True)) == {""} == {boundary.note}


def test_reasons_go_when_a_topic_becomes_sensitive(alice: Staff) -> None:
    ana, health = make_contact(alice), make_topic("Health")
    make_boundary(ana, "topic", topic=health, note="I was ill")
    update_topic(topic=health, sensitive=True)
    assert Boundary.objects.get().note == ""
