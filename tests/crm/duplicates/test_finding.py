"""Records that may be one person are found, with the reason; those of two people are left alone."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from crm.actions.merge_contacts import merge_contacts
from crm.actions.tell_apart import suspect_again, tell_apart
from crm.actions.undo_merge import undo_merge
from crm.duplicates import candidates
from crm.duplicates.find import find_everywhere, find_waiting
from crm.duplicates.reasons import sentences
from crm.errors import Conflict, Refusal
from crm.filters import DuplicateFilter
from crm.models import Contact, Duplicate, DuplicateCheck, NotSame
from tests.builders import NOW, make_contact, make_handle, make_staff
from tests.crm.actions.unchanged import refused

pytestmark = [pytest.mark.django_db, pytest.mark.deep]


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def bob():
    return make_staff("Bob")


def found() -> dict[tuple[str, str], list[str]]:
    find_waiting(as_of=NOW)
    rows = Duplicate.objects.select_related("first", "second")
    return {(pair.first.name, pair.second.name): pair.reasons for pair in rows}


ALIKE = [
    ("Ana Lima", "Ana Lima", "same_name_organization"),
    ("Lima, Ana", "Dr. Ana LIMA", "same_name_organization"),
    ("Ana Lima", "Aná Lima", "same_name_organization"),
    ("Jörg Müller", "Joerg Mueller", "near_name_organization"),
    ("Sergey Volkov", "Сергей Волков", "near_name_organization"),
    ("Ana Rodrigues", "Ana Rodriguez", "near_name_organization"),
    ("Philip Stone", "Phillip Stone", "near_name_organization"),
    ("Ana Lima", "A. Lima", "short_name_organization"),
    ("Ana Lima", "Ana M. Lima", "short_name_organization"),
    ("Alexander Petty", "Alex Petty", "short_name_organization"),
    ("Kate Hughes", "Katherine Hughes", "short_name_organization"),
    ("Bob Hughes", "Robert Hughes", "short_name_organization"),
]


@pytest.mark.parametrize(("one", "other", "reason"), ALIKE)
def test_two_ways_of_writing_a_name_at_one_organisation(alice, one, other, reason):
    make_contact(alice, one, organization="The Radio X Ltd.")
    make_contact(alice, other, organization="Radio X")
    assert found() == {(one, other): [reason]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lima", "Ben Lima"),
        ("Ana Lima", "Ana Weber"),
        ("Jan Kowalski", "Eva Kowalski"),
        ("李明", "王芳"),
    ],
)
def test_two_people_at_one_organisation_are_left_alone(alice, one, other):
    make_contact(alice, one, organization="Radio X")
    make_contact(alice, other, organization="Radio X")
    assert found() == {}


def test_a_name_that_few_have_and_one_that_many_have(alice):
    for number in range(2):
        make_contact(alice, "Ana Lima", organization=f"Outlet {number}")
    for number in range(5):
        make_contact(alice, "Jo Smith", organization=f"Outlet {number}")
    assert found() == {("Ana Lima", "Ana Lima"): ["rare_name"]}


def test_one_name_in_one_place_and_one_start_of_the_address(alice):
    make_contact(alice, "Jo Smith", location="Porto, Portugal", organization="A")
    make_contact(alice, "Jo Smith", location="Porto", organization="B")
    make_contact(alice, "Eva Lund", email="eva.lund@old.example", organization="A")
    make_contact(alice, "Eva Lund", email="eva.lund@new.example", organization="B")
    assert found() == {
        ("Jo Smith", "Jo Smith"): ["same_name_place"],
        ("Eva Lund", "Eva Lund"): ["same_name_address", "rare_name"],
    }


def test_one_phone_number_written_in_two_ways(alice):
    make_handle(make_contact(alice, "A. L."), "phone", "+49 30 901820")
    make_handle(make_contact(alice, "Ana Lima"), "phone", "030 901820")
    make_handle(make_contact(alice, "Ben"), "sms", "tel:+4930901820")
    make_handle(make_contact(alice, "Eva"), "phone", "+33 1 30901820")
    assert {names: reasons for names, reasons in found().items() if "Eva" not in names} == {
        ("A. L.", "Ana Lima"): ["same_phone"],
        ("A. L.", "Ben"): ["same_phone"],
        ("Ana Lima", "Ben"): ["same_phone"],
    }
    assert ("Eva", "Ben") not in found() and ("A. L.", "Eva") not in found()


def test_one_page_as_website_and_as_newsletter_but_not_a_shared_one(alice):
    make_handle(make_contact(alice, "A. L."), "website", "https://www.lima.example/blog/")
    make_handle(make_contact(alice, "Ana"), "newsletter", "lima.example/blog")
    make_handle(make_contact(alice, "Desk"), "podcast", "lima.example/blog", shared=True)
    assert found() == {("A. L.", "Ana"): ["same_link"]}


def test_what_changed_is_compared_again_and_what_no_longer_holds_is_forgotten(alice):
    ana, other = (
        make_contact(alice, "Ana Lima", organization="Radio X"),
        make_contact(alice, "Ben", organization="Radio X"),
    )
    assert found() == {}
    Contact.objects.filter(pk=other.pk).update(name="Ana Limaa")  # by any door
    assert list(found().values()) == [["near_name_organization"]]
    assert not DuplicateCheck.objects.exists()
    ana.name = "Zoe Weber"
    ana.save()
    assert found() == {}


def test_who_is_in_the_trash_is_no_duplicate_until_restored(alice):
    ana, other = (make_contact(alice, "Ana Lima", organization="Radio X") for _ in range(2))
    assert len(found()) == 1
    merge = merge_contacts(staff=alice, survivor=ana, other=other, as_of=NOW)
    assert found() == {}
    undo_merge(staff=alice, merge=merge, as_of=NOW)
    assert len(found()) == 1
    other.delete()
    assert found() == {}


def test_bobs_own_contact_is_suspected_before_bob_alone(alice, bob):
    ana = make_contact(alice, "Ana Lima", organization="Radio X")
    own = make_contact(bob, "Ana Lima", organization="Radio X", visibility="private", email=ana.handles.get().value)
    find_waiting(as_of=NOW)
    pair = Duplicate.objects.get()
    assert pair.reasons == ["same_handle", "same_name_organization"]
    assert list(Duplicate.objects.visible_to(bob)) == [pair]
    for staff in (alice, make_staff("Mona", role="manager"), make_staff("Ada", role="admin")):
        assert not Duplicate.objects.visible_to(staff).exists()
        with refused(Refusal, "There is no such pair."):
            tell_apart(staff=staff, duplicate=pair, as_of=NOW)
    own.shared_with.add(alice)
    assert Duplicate.objects.visible_to(alice).exists()


def test_how_many_bob_keeps_to_himself_changes_nothing_for_alice(alice, bob):
    for number in range(2):
        make_contact(alice, "Ana Lima", organization=f"Outlet {number}")
    assert found() == {("Ana Lima", "Ana Lima"): ["rare_name"]}
    for number in range(4):
        make_contact(bob, "Ana Lima", organization=f"Secret {number}", visibility="private")
    find_waiting(as_of=NOW)
    find_everywhere(as_of=NOW)
    assert [pair.reasons for pair in Duplicate.objects.visible_to(alice)] == [["rare_name"]]


def test_that_two_are_different_is_remembered_and_can_be_taken_back(alice):
    for _ in range(2):
        make_contact(alice, "Ana Lima", organization="Radio X")
    find_waiting(as_of=NOW)
    pair = Duplicate.objects.get()
    assert tell_apart(staff=alice, duplicate=pair, as_of=NOW).by == alice
    find_everywhere(as_of=NOW + timedelta(days=1))

    def listed(**asked):
        return list(DuplicateFilter(asked, queryset=Duplicate.objects.with_decision()).qs)

    assert (listed(dismissed="false"), listed(dismissed="true")) == ([], [pair])
    suspect_again(staff=alice, duplicate=pair)
    assert listed(dismissed="false") == [pair]
    assert NotSame.pgh_event_model.objects.count() == 2
    with refused(Conflict, "nothing to take back"):
        suspect_again(staff=alice, duplicate=pair)


def test_a_reason_is_a_sentence(alice):
    for name in ("Ana Lima", "A. Lima"):
        make_contact(alice, name, organization="Radio X")
    find_waiting(as_of=NOW)
    said = sentences(Duplicate.objects.get())
    assert said == [
        {
            "code": "short_name_organization",
            "sentence": "“Ana Lima” and “A. Lima” can be one name, shorter and longer; both are at Radio X.",
        }
    ]


def test_where_many_share_a_name_only_those_alike_in_one_more_thing_are_compared(alice):
    people = [Contact(name="Jo Smith", organization=f"Outlet {n % 58}", owner=alice) for n in range(60)]
    starts = [first + second for first in "bdfglmnprstvwz" for second in "aiou"]
    people += [Contact(name=f"Jo {start}nsen", organization="Big House", owner=alice) for start in starts]
    people += [Contact(name=f"{start}lo Banker", organization="Big House", owner=alice) for start in starts]
    people += [Contact(name=name, organization="Big House", owner=alice) for name in ("Jo Banserm", "Jo Banserd")]
    Contact.objects.bulk_create(people)
    assert len(starts) > candidates.MOST
    assert ("Jo Banserm", "Jo Banserd") in found()
    assert Duplicate.objects.filter(first__name="Jo Smith", reasons=["same_name_organization"]).count() == 2
    assert not Duplicate.objects.filter(reasons=["rare_name"]).exists()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_whole_book_at_once_and_change_by_change_find_the_same(alice, bob, seed):
    dice = random.Random(seed)
    people = []
    for _ in range(60):
        first, last = dice.choice(["Ana", "Anna", "A.", "Ben", "Benjamin"]), dice.choice(["Lima", "Limma", "Weber"])
        fields = {
            "organization": dice.choice(["", "Radio X", "Radio X GmbH", "Blatt"]),
            "location": dice.choice(["", "Porto"]),
        }
        people.append(make_contact(dice.choice([alice, bob]), f"{first} {last}", **fields))
        if dice.random() < 0.5:
            find_waiting(as_of=NOW)
    for person in dice.sample(people, 10):
        person.name, person.organization = "Ana Weber", dice.choice(["", "Blatt"])
        person.save()
        find_waiting(as_of=NOW)

    def strong():  # how many share a name changes as others come; the rest depends on the two alone
        rows = Duplicate.objects.values_list("first", "second", "reasons")
        return sorted((a, b, kept) for a, b, reasons in rows if (kept := [r for r in reasons if r != "rare_name"]))

    step_by_step = strong()
    find_everywhere(as_of=NOW)
    assert strong() == step_by_step
    assert step_by_step


def test_the_words_of_a_name_are_compared_in_any_order_and_script():
    with connection.cursor() as cursor:
        cursor.execute("SELECT crm_name_words('Prof. Dr. Łukasz O’Brien-Żak', true), crm_plain_key('The X-Press GmbH')")
        assert cursor.fetchone() == (["lukasz", "obrien", "zak"], "xpres")


PROFILES = [
    ("x", "@ana", "https://twitter.com/Ana"),
    ("linkedin", "in/ana-lima", "https://de.linkedin.com/in/ana-lima/"),
    ("bluesky", "ana.bsky.social", "bsky.app/profile/ana.bsky.social"),
    ("mastodon", "@ana@social.example", "https://social.example/@ana"),
    ("youtube", "@ana", "https://www.youtube.com/@ana"),
]


@pytest.mark.parametrize(("channel", "value", "address"), PROFILES)
def test_a_profile_that_is_kept_as_a_website_is_the_same_profile(alice, channel, value, address):
    make_handle(make_contact(alice, "Ana", email=None), channel, value)
    site = make_handle(make_contact(alice, "The Desk", email=None), "website", address)
    assert found() == {("Ana", "The Desk"): ["same_profile"]}
    [pair] = Duplicate.objects.all()
    assert sentences(pair)[0]["sentence"] == "Both lead to the same profile; one of them has it as a website."
    site.shared = True
    site.save()
    assert found() == {}


def test_other_pages_of_a_platform_are_nobodys_profile(alice):
    make_handle(make_contact(alice, "Ana", email=None), "x", "@ana")
    for name, address in (
        ("Ben", "https://x.com/ana/status/1"),
        ("Cem", "https://x.com/intent/ana"),
        ("Dee", "ana.com"),
    ):
        make_handle(make_contact(alice, name, email=None), "website", address)
    assert found() == {}
