"""Writing an ask: the rule beside it, sent once, past the rule only by a manager's written reason."""

from typing import Any

import pytest

from crm.models import Ask, Boundary, Campaign, Contact, Draft, Invitation, Letter, Staff, Topic
from crm.readiness.facts import refresh_all
from tests.builders import LETTER, earn, log, make_boundary, make_campaign, make_contact, make_staff
from tests.clock import Clock
from tests.frontend.conftest import signed_in


@pytest.fixture
def to(campaign: Campaign, ana: Contact) -> str:
    return f"/campaigns/{campaign.pk}/ask/{ana.pk}/"


def _letter(ana: Contact, **fields: str) -> dict[str, str]:
    interest = ana.interests.first()
    because = f"interest:{interest.pk}" if interest else ""
    return {"text": LETTER, "channel": "email", "because": because, **fields}


def test_a_locked_ask_says_all_that_is_missing_and_keeps_the_text(alice: Staff, ana: Contact, to: str) -> None:
    answer = signed_in(alice).post(to, _letter(ana))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Not yet: nothing was logged" in text
    assert "You have not done anything for Ana Lima yet." in text
    assert "Your reporting on cargo bikes" in text
    assert not Ask.objects.exists()


def test_an_earned_ask_is_logged_once_even_when_clicked_twice(
    alice: Staff, ana: Contact, topic: Topic, to: str
) -> None:
    earn(alice, ana, topic)
    client = signed_in(alice)
    for _ in range(2):
        answer = client.post(to, _letter(ana))
        assert answer["Location"] == f"/contacts/{ana.pk}/"
    ask = Ask.objects.get()
    assert (ask.earned, ask.text, ask.channel) == (True, LETTER, "email")


def test_the_checklist_follows_the_text_and_keeps_a_draft(alice: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(alice, ana, topic)
    client = signed_in(alice)
    few = client.post(f"{to}check/", _letter(ana, text="Hello Ana")).content.decode()
    assert 'aria-disabled="true"' in few
    assert "of at least 25 words" in few
    enough = client.post(f"{to}check/", _letter(ana)).content.decode()
    assert 'aria-disabled="true"' not in enough
    assert "mailto:ana@example.net?body=" in enough and "Bike%20summer" not in enough
    assert Draft.objects.get().text == LETTER
    assert "Your reporting on cargo bikes" in client.get(to).content.decode()
    assert not Ask.objects.exists()


def make_manager(staff: Staff) -> Staff:
    Staff.objects.filter(pk=staff.pk).update(role="manager")
    staff.refresh_from_db()
    return staff


def test_no_letter_is_begun_to_somebody_off_limits(alice: Staff, ana: Contact, topic: Topic, to: str) -> None:
    """Nor handed to a mail program; what happened elsewhere can still be told."""
    earn(alice, ana, topic)
    client = signed_in(alice)
    assert "mailto:" in client.post(f"{to}check/", _letter(ana)).content.decode()
    make_boundary(ana, note="No more, please.")
    page = client.get(to).content.decode()
    assert "There is nothing to ask here" in page and "ask-form" not in page and "mailto:" not in page
    assert f'action="{to}elsewhere/"' in page
    for reason in ("", "The editor asked for it."):
        answer = client.post(f"{to}check/", _letter(ana, override_reason=reason))
        assert "mailto:" not in answer.content.decode()


def test_a_mail_program_gets_a_locked_ask_by_a_managers_reason_alone(
    alice: Staff, ana: Contact, topic: Topic, to: str
) -> None:
    earn(alice, ana, topic)
    ana.interactions.filter(staff=alice, kind="help").delete()
    refresh_all()
    client = signed_in(make_manager(alice))
    assert "mailto:" not in client.post(f"{to}check/", _letter(ana)).content.decode()
    told = _letter(ana, override_reason="The editor asked for it.")
    assert "mailto:" in client.post(f"{to}check/", told).content.decode()


def test_who_was_asked_is_shown_as_asked(alice: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(alice, ana, topic)
    client = signed_in(alice)
    client.post(to, _letter(ana))
    for path in (to, f"/contacts/{ana.pk}/"):
        assert "stage is-asked" in client.get(path).content.decode()


def test_the_only_possible_channel_is_chosen(alice: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(alice, ana, topic)
    assert 'value="email" checked' in signed_in(alice).get(to).content.decode()


def test_somebody_elses_interest_is_no_reason(alice: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(alice, ana, topic)
    answer = signed_in(alice).post(to, _letter(ana, because="interest:999999"))
    assert answer.status_code == 409
    assert not Ask.objects.exists()


def test_a_manager_sends_a_locked_one_with_a_reason(mona: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(mona, ana, topic, but="given")
    client = signed_in(mona)
    assert "Send it locked, as a manager" in client.get(to).content.decode()
    assert client.post(to, _letter(ana, override_reason="The minister asked for her by name.")).status_code == 302
    assert Ask.objects.get().overridden_by == mona


def test_a_member_does_not_go_past_the_rule(alice: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(alice, ana, topic, but="given")
    client = signed_in(alice)
    assert "as a manager" not in client.get(to).content.decode()
    answer = client.post(to, _letter(ana, override_reason="I want to."))
    assert answer.status_code in (409, 422)
    assert not Ask.objects.exists()


def test_nobody_goes_past_a_boundary(mona: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(mona, ana, topic)
    make_boundary(ana, note="Please never ask me for anything.")
    answer = signed_in(mona).post(to, _letter(ana, override_reason="It matters a lot."))
    assert answer.status_code == 409
    assert not Ask.objects.exists()


def test_an_ask_made_elsewhere_is_always_taken(alice: Staff, ana: Contact, to: str) -> None:
    told = {"channel": "phone", "text": "Asked on the phone", "when": "yesterday"}
    assert signed_in(alice).post(f"{to}elsewhere/", told).status_code == 302
    ask = Ask.objects.get()
    assert (ask.already_made, ask.earned) == (True, False)
    assert "not earned" in signed_in(alice).get(f"/contacts/{ana.pk}/").content.decode()


def test_an_ask_elsewhere_on_no_day_is_not_taken(alice: Staff, ana: Contact, to: str) -> None:
    answer = signed_in(alice).post(f"{to}elsewhere/", {"channel": "phone", "text": "", "when": "someday"})
    assert answer.status_code == 422
    assert b"Which day was that?" in answer.content
    assert not Ask.objects.exists()


@pytest.fixture
def ask(alice: Staff, ana: Contact, topic: Topic, to: str) -> Ask:
    earn(alice, ana, topic)
    signed_in(alice).post(to, _letter(ana))
    return Ask.objects.get()


def test_a_yes_is_one_tap_with_links(alice: Staff, ask: Ask) -> None:
    data = {"outcome": "yes", "links": "https://stadtrad.example/story\n"}
    assert signed_in(alice).post(f"/asks/{ask.pk}/outcome/", data).status_code == 302
    ask.refresh_from_db()
    assert (ask.outcome, ask.links) == ("yes", ["https://stadtrad.example/story"])
    page = signed_in(alice).get(f"/contacts/{ask.contact_id}/").content.decode()
    assert "stage is-yes" in page and "Off limits" not in page


@pytest.mark.parametrize(("scope", "field"), [("topic", "topic"), ("client", "client"), ("campaign", "campaign")])
def test_a_no_sets_the_boundary_they_mean(alice: Staff, ask: Ask, scope: str, field: str) -> None:
    data = {"outcome": "no", "scope": scope, "note": "Not my subject any more"}
    assert signed_in(alice).post(f"/asks/{ask.pk}/outcome/", data).status_code == 302
    boundary = Boundary.objects.get()
    assert boundary.scope == scope
    assert getattr(boundary, field)
    page = signed_in(alice).get(f"/contacts/{ask.contact_id}/").content.decode()
    assert "Not my subject any more" in page
    assert "stage is-no" in page


def test_a_slip_of_the_hand_is_taken_back_and_leaves_no_boundary_standing(alice: Staff, ask: Ask) -> None:
    client = signed_in(alice)
    client.post(f"/asks/{ask.pk}/outcome/", {"outcome": "no", "scope": "everything", "note": "slip"})
    assert f"/asks/{ask.pk}/outcome/undo/" in client.get(f"/contacts/{ask.contact_id}/").content.decode()
    assert client.post(f"/asks/{ask.pk}/outcome/undo/").status_code == 302
    ask.refresh_from_db()
    assert (ask.outcome, ask.outcome_at, ask.outcome_note) == ("", None, "")
    lifted = Boundary.objects.get()
    assert (lifted.lifted_by, lifted.lift_reason) == (alice, "Recorded by mistake and taken back at once.")


def test_bob_cannot_take_back_what_alice_recorded(alice: Staff, ask: Ask) -> None:
    signed_in(alice).post(f"/asks/{ask.pk}/outcome/", {"outcome": "no", "scope": "campaign", "note": ""})
    signed_in(make_staff("Bob")).post(f"/asks/{ask.pk}/outcome/undo/")
    ask.refresh_from_db()
    assert ask.outcome == "no"
    assert Boundary.objects.filter(lifted_at=None).count() == 1


def test_whoever_is_asked_stands_on_the_board(ask: Ask) -> None:
    assert list(ask.campaign.candidates.values_list("contact", "staff")) == [(ask.contact_id, ask.staff_id)]


def test_an_answer_is_recorded_once(alice: Staff, ask: Ask) -> None:
    client = signed_in(alice)
    client.post(f"/asks/{ask.pk}/outcome/", {"outcome": "yes"})
    answer = client.post(f"/asks/{ask.pk}/outcome/", {"outcome": "no"})
    assert answer.status_code == 422
    ask.refresh_from_db()
    assert ask.outcome == "yes"


def test_not_now_wants_a_day_to_come(alice: Staff, ask: Ask) -> None:
    answer = signed_in(alice).post(f"/asks/{ask.pk}/outcome/", {"outcome": "not_now", "until": "2020-01-01"})
    assert answer.status_code == 422
    assert b"Give a day to come." in answer.content


def test_the_follow_up_has_its_week(alice: Staff, ask: Ask, clock: Clock) -> None:
    client = signed_in(alice)
    assert b"Follow up, once" not in client.get(f"/asks/{ask.pk}/outcome/").content
    clock.pass_days(8)
    assert b"Follow up, once" in client.get(f"/asks/{ask.pk}/outcome/").content
    client.post(f"/asks/{ask.pk}/follow-up/", {"text": "Did it reach you?"})
    ask.refresh_from_db()
    assert ask.follow_up_text == "Did it reach you?"


def test_a_follow_up_goes_by_the_mail_program_and_is_asked_about_after_a_day(
    alice: Staff, ask: Ask, clock: Clock
) -> None:
    at, words = f"/asks/{ask.pk}/", "Did our study reach you in the week before the fair?"
    clock.pass_days(14)
    client = signed_in(alice)
    way_there = client.post(f"{at}follow-up/mail/", {"text": words}).content.decode()
    assert "mailto:" in way_there and "Did%20our%20study%20reach" in way_there
    held_back = client.post(f"{at}follow-up/mail/", {"text": "Hello {first_name}, did it reach you?"}).content.decode()
    assert "was to be filled in" in held_back and "mailto:" not in held_back
    assert client.post(f"{at}follow-up/", {"text": words, "by": "program"}).status_code == 204
    ask.refresh_from_db()
    assert (ask.follow_up_at, ask.follow_up_handed_at, ask.follow_up_text) == (None, clock.now, words)
    handed, asked_about = clock.now, "Your mail program got the follow-up on"
    assert asked_about not in client.get("/").content.decode()
    clock.pass_days(2)
    client = signed_in(alice)
    assert asked_about in client.get("/").content.decode()
    assert words in client.get(f"{at}outcome/").content.decode()
    client.post(f"{at}follow-up/", {"text": words})
    ask.refresh_from_db()
    assert (ask.follow_up_at, ask.follow_up_handed_at) == (handed, None)
    assert asked_about not in client.get("/").content.decode()


def test_bob_does_not_see_asks_of_people_who_are_not_his_to_see(bob: Staff, alice: Staff, ask: Ask) -> None:
    Contact.objects.filter(pk=ask.contact_id).update(visibility="private")
    assert signed_in(bob).get(f"/asks/{ask.pk}/outcome/").status_code == 404
    assert signed_in(bob).post(f"/asks/{ask.pk}/outcome/", {"outcome": "no"}).status_code == 404
    assert not Boundary.objects.exists()


def test_nobody_is_asked_for_what_is_not_live(alice: Staff, ana: Contact, topic: Topic) -> None:
    draft = make_campaign(alice, topics=[topic], name="Later", status="draft")
    earn(alice, ana, topic)
    answer = signed_in(alice).post(f"/campaigns/{draft.pk}/ask/{ana.pk}/", _letter(ana))
    assert answer.status_code == 422
    assert b"only a live one" in answer.content
    assert not Ask.objects.exists()


def test_the_composer_shows_what_was_between_them(alice: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(alice, ana, topic)
    Campaign.objects.update(why="She counts riders herself.")
    make_boundary(ana, "channel", channel="phone", note="Do not call me.")
    text = signed_in(alice).get(to).content.decode()
    for words in ("She counts riders herself.", "Do not call me.", "What we did for them", "Here are the figures"):
        assert words in text


def test_a_placeholder_and_a_wrong_name_are_caught(alice: Staff, ana: Contact, topic: Topic, to: str) -> None:
    earn(alice, ana, topic)
    make_contact(alice, "Ben Ortiz")
    client = signed_in(alice)
    for wrong, words in (("Dear {first_name},", "was to be filled in"), ("Dear Ben,", "It greets Ben")):
        letter = _letter(ana, text=f"{wrong}\n{LETTER}")
        assert words in client.post(f"{to}check/", letter).content.decode()
        assert client.post(to, letter).status_code == 409
    assert not Ask.objects.exists()


def test_what_our_server_sends_is_sent_and_logged_once(
    alice: Staff, ana: Contact, topic: Topic, to: str, settings: Any
) -> None:
    earn(alice, ana, topic)
    client = signed_in(alice)
    assert "Send it" not in client.post(f"{to}check/", _letter(ana)).content.decode()
    settings.SENDS_MAIL = True
    page = client.post(f"{to}check/", _letter(ana)).content.decode()
    assert 'value="server"' in page and "opt-out link in letters leads nowhere" in page
    settings.BASE_URL = "https://crm.example"
    assert "leads nowhere" not in client.post(f"{to}check/", _letter(ana)).content.decode()
    assert client.post(to, _letter(ana, by="server")).status_code == 422
    for _ in range(2):
        sent = client.post(to, _letter(ana, by="server", subject="Cargo bikes"))
        assert sent["Location"] == f"/contacts/{ana.pk}/"
    assert Letter.objects.get().ask == Ask.objects.get()


def test_those_who_said_yes(alice: Staff, ask: Ask) -> None:
    client = signed_in(alice)
    page = f"/campaigns/{ask.campaign_id}/yeses/"
    assert "Nobody has said yes yet" in client.get(page).content.decode()
    client.post(f"/asks/{ask.pk}/outcome/", {"outcome": "yes"})
    client.post(f"/asks/{ask.pk}/coverage/", {"url": "https://stadtrad.example/story"})
    assert "https://stadtrad.example/story" in client.get(page).content.decode()
    client.post(page, {"subject": "A day later", "text": "It comes out on Tuesday."})
    text = client.get(page).content.decode()
    assert (
        "It comes out on Tuesday." in text and "I have told them" in text and "mailto:ana@example.net?subject=" in text
    )
    client.post(f"/asks/{ask.pk}/update/", {"by": "self"})
    assert "Told of it" in client.get(page).content.decode()
    printed = client.get(f"/campaigns/{ask.campaign_id}/report/").content.decode()
    assert "https://stadtrad.example/story" in printed and "Published" in printed
    client.post(f"/asks/{ask.pk}/coverage/remove/", {"url": "https://stadtrad.example/story"})
    ask.refresh_from_db()
    assert ask.links == []


def test_a_request_becomes_an_invitation_by_one_key_and_back(alice: Staff, ana: Contact, topic: Topic) -> None:
    request = log(alice, ana, "inbound", "request", days=1, text="Send me more on cargo bikes!")
    client = signed_in(alice)
    assert 'data-key="i"' in client.get(f"/contacts/{ana.pk}/").content.decode()
    client.post(f"/interactions/{request.pk}/invited/")
    invitation = Invitation.objects.get()
    text = client.get(f"/contacts/{ana.pk}/").content.decode()
    assert 'data-key="i"' not in text and f"/invitations/{invitation.pk}/remove/" in text
    client.post(f"/invitations/{invitation.pk}/remove/")
    assert not Invitation.objects.exists()


def test_a_contact_is_handed_over_and_a_colleague_leaves(alice: Staff, bob: Staff, ada: Staff, ana: Contact) -> None:
    client = signed_in(alice)
    assert client.get(f"/contacts/{ana.pk}/hand-over/").status_code == 200
    client.post(f"/contacts/{ana.pk}/hand-over/", {"to": bob.pk})
    ana.refresh_from_db()
    assert ana.owner == bob
    assert client.post(f"/settings/team/{bob.pk}/leave/", {"to": ada.pk}).status_code == 403
    signed_in(ada).post(f"/settings/team/{bob.pk}/leave/", {"to": alice.pk})
    ana.refresh_from_db()
    assert ana.owner == alice


def test_a_boundary_of_every_scope_is_noted_on_their_page(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    client = signed_in(alice)
    for given in (
        {"scope": "client", "client": "Velo Verband"},
        {"scope": "campaign", "campaign": campaign.pk, "client": "left over"},
        {"scope": "topic", "topic": "Cargo bikes", "until": "2999-01-01"},
    ):
        assert client.post(f"/contacts/{ana.pk}/boundary/", given).status_code == 302
    assert set(Boundary.objects.values_list("scope", flat=True)) == {"client", "campaign", "topic"}
    assert "Nothing for Velo Verband" in client.get(f"/contacts/{ana.pk}/").content.decode()
