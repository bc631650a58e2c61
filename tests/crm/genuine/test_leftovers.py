"""What was to be filled in is found, a writer's own is left alone; a letter that greets somebody else is held."""

import pytest

from crm.actions.judge_message import check_ask
from crm.genuine.leftovers import leftovers
from crm.models import Campaign, Contact, Staff
from tests.builders import LETTER, NOW, log, make_campaign, make_contact, make_staff

LEFT = {
    "Hi {first_name}, how are you": ["{first_name}"],
    "Dear [NAME],": ["[NAME]"],
    "Hallo XXX, wie": ["XXX"],
    "your work for [your outlet] and [link here]": ["[your outlet]", "[link here]"],
    "{{ contact.name }} and ${surname}": ["{{ contact.name }}", "${surname}"],
    "Hola <<Nombre>>, «Name»": ["<<Nombre>>", "«Name»"],
    "*|FNAME|* %FIRSTNAME% __NAME__": ["*|FNAME|*", "%FIRSTNAME%", "__NAME__"],
    "Sehr geehrte Frau [Nachname]": ["[Nachname]"],
    "The figures are TBD; lorem ipsum dolor": ["TBD", "lorem ipsum"],
    "Until ____, please": ["____"],
}
OWN = (
    "As he wrote [sic], see [1] and [the study](https://velo.example/study).",
    "Some 20% of 80% of riders; a < b and c > d.",
    "Er sagte «die Stadt gehört allen».",
    "Thank you! xxx",
    "<p>It is <b>bold</b></p>",
    "Yes.\n\n-- \n____\nAlice",
    "My answer.\n\n> Hi {first_name}, have you seen this?",
    "Super Bowl and {}",
)


@pytest.mark.parametrize("text", LEFT)
def test_what_was_to_be_filled_in_is_found(text: str) -> None:
    assert leftovers(text) == LEFT[text]


@pytest.mark.parametrize("text", OWN)
def test_what_is_a_writers_own_is_left_alone(text: str) -> None:
    assert leftovers(text) == []


@pytest.fixture
def alice(db: None) -> Staff:
    return make_staff("Alice")


@pytest.fixture
def campaign(alice: Staff) -> Campaign:
    return make_campaign(alice)


def told(alice: Staff, person: Contact, campaign: Campaign, greeting: str) -> tuple[bool, str, list[str]]:
    """Whether it is personal, what is said, and what is doubted."""
    text = f"{greeting}\n\n{LETTER}"
    check = check_ask(
        staff=alice, contact=person, campaign=campaign, channel="email", text=text, because=None, as_of=NOW
    )
    personal = check.message[0]
    return personal.met, personal.sentence, check.doubts


@pytest.mark.parametrize(
    "greeting",
    ["Dear Ana,", "Hi Ms Lima,", "Liebe Ana,", "Hola ANA:", "Hello,", "Dear all,", "Dear Spokes team,", "An"],
)
def test_a_greeting_that_fits_says_nothing(alice: Staff, campaign: Campaign, greeting: str) -> None:
    ana = make_contact(alice, "Ana Lima", organization="Spokes")
    make_contact(alice, "Ben Ortiz")
    assert told(alice, ana, campaign, greeting)[::2] == (True, [])


def test_a_letter_that_greets_somebody_else_is_not_personal(alice: Staff, campaign: Campaign) -> None:
    ana = make_contact(alice, "Ana Lima")
    make_contact(alice, "Ben Ortiz")
    met, sentence, _doubts = told(alice, ana, campaign, "Dear Ben,")
    assert (met, sentence) == (False, "It greets Ben, which is Ben Ortiz, and would go to Ana Lima.")


def test_a_name_nobody_knows_is_doubted_and_stops_nobody(alice: Staff, campaign: Campaign) -> None:
    ana = make_contact(alice, "Anastasia Lima")
    met, _sentence, doubts = told(alice, ana, campaign, "Dear Stacy,")
    assert met and doubts == ["It greets Stacy and goes to Anastasia Lima. Is that what they are called?"]
    log(alice, ana, "inbound", days=3, text="Best, Stacy")
    assert told(alice, ana, campaign, "Dear Stacy,")[2] == []


def test_somebody_elses_private_contact_is_not_hinted_at(alice: Staff, campaign: Campaign) -> None:
    ana = make_contact(alice, "Ana Lima")
    make_contact(make_staff("Charlie"), "Ben Secretly", visibility="private")
    met, sentence, doubts = told(alice, ana, campaign, "Dear Ben,")
    assert met and "Secretly" not in sentence + str(doubts)
