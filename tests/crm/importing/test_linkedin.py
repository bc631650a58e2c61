"""LinkedIn's two files: connections, and messages in both directions."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm.importing.record import ImportedContact, Unreadable
from tests.crm.importing.files import addresses, open_file, people, read_all, refused, table

PREAMBLE = 'Notes:\r\n"When exporting your connection data, you may notice, that some are missing."\r\n\r\n'
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,"
    "ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION ARCHIVED"
)
ALICE, ANA, SAM = (f"https://www.linkedin.com/in/{name}" for name in ("alice", "ana-lee", "sam"))


def message(sender: str, to: str, content: str, *, at: str = "2023-05-01 14:22:10 UTC", **more: str) -> dict[str, str]:
    names = {ALICE: "Alice", ANA: "Ana Lee", SAM: "Sam Roe"}
    return {
        "CONVERSATION ID": "c1", "FROM": names.get(sender, ""), "SENDER PROFILE URL": sender,
        "TO": ",".join(names.get(url, "") for url in to.split(",")), "RECIPIENT PROFILE URLS": to,
        "DATE": at, "CONTENT": content, "FOLDER": "INBOX", **more,
    }  # fmt: skip


def said(contact: ImportedContact) -> tuple[str, str, str]:
    [exchange] = contact.interactions
    return contact.name, exchange.direction, exchange.text


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_connections_after_their_preamble(tmp_path: Path, mark: str) -> None:
    rows = [
        ["Ana", "Lee", "https://www.linkedin.com/in/Ana-Lee/", "", "The Paper", "Editor", "12 Mar 2024"],
        ["", "", "", "", "", "", ""],
        ["Sam", "Roe", "https://www.linkedin.com/in/sam", "sam@radio.example", "Radio", "Host", "7-Feb-22"],
    ]
    found = open_file(tmp_path, mark + PREAMBLE + table(CONNECTIONS, *rows))
    assert found.format.NAME == "linkedin_connections"
    ana, sam = people(found.records())
    assert (ana.row, ana.name, ana.organization, ana.title) == (5, "Ana Lee", "The Paper", "Editor")
    assert addresses(ana) == [("linkedin", "https://www.linkedin.com/in/Ana-Lee/")]
    assert (ana.collected_on, sam.collected_on) == (date(2024, 3, 12), date(2022, 2, 7))
    assert (sam.row, addresses(sam)[1]) == (7, ("email", "sam@radio.example"))
    assert not ana.interactions, "to be connected is no exchange"


def test_older_connections_have_the_address_last_or_not_at_all(tmp_path: Path) -> None:
    last = table(
        "First Name,Last Name,Email Address,Company,Position,Connected On,URL",
        ["Ana", "Lee", "", "", "", "12 Mar 2024", ANA],
    )
    [ana] = people(read_all(tmp_path, last))
    assert addresses(ana) == [("linkedin", ANA)]
    none = table("First Name,Last Name,Email Address,Company,Position,Connected On", ["Ana", "Lee", "a@a.example"])
    found = open_file(tmp_path, none)
    assert found.format.NAME == "linkedin_connections"
    assert addresses(people(found.records())[0]) == [("email", "a@a.example")]


def test_messages_go_both_ways(tmp_path: Path) -> None:
    content = table(
        MESSAGES,
        message(ALICE, ANA, "Loved your piece on bikes", **{"SUBJECT": "Bikes"}),
        message(ANA, ALICE, "Thank you!", at="2023-05-02 09:00:00 UTC"),
        message(SAM, ALICE, "<p>Hello</p>"),
        message(ALICE, ANA, "not sent yet", **{"IS MESSAGE DRAFT": "Yes"}),
    )
    found = open_file(tmp_path, content, options={"ours": "linkedin.com/in/ALICE/"})
    assert found.format.NAME == "linkedin_messages"
    records = people(found.records())
    assert [said(contact) for contact in records] == [
        ("Ana Lee", "outbound", "Bikes\n\nLoved your piece on bikes"),
        ("Ana Lee", "inbound", "Thank you!"),
        ("Sam Roe", "inbound", "Hello"),
    ]
    assert [contact.row for contact in records] == [2, 3, 4]
    assert addresses(records[0]) == [("linkedin", ANA)]
    first = records[0].interactions[0]
    assert (first.channel, first.kind, first.occurred_at) == (
        "linkedin", "message", datetime(2023, 5, 1, 14, 22, 10, tzinfo=UTC),
    )  # fmt: skip
    assert first.external_id.startswith("linkedin:")


def test_a_message_has_the_same_identity_whenever_it_is_loaded(tmp_path: Path) -> None:
    one = table(MESSAGES, message(ALICE, ANA, "Hi"), message(ANA, ALICE, "Hi"))
    other = table(MESSAGES, message(ALICE, SAM, "New"), message(ANA, ALICE, "Hi"), message(ALICE, ANA, "Hi"))
    ours = {"ours": ALICE}
    before = {c.interactions[0].external_id for c in people(read_all(tmp_path, one, options=ours))}
    after = {c.interactions[0].external_id for c in people(read_all(tmp_path, other, options=ours))}
    assert len(before) == 2
    assert before < after


def test_what_went_to_several_comes_back_for_each_behind_the_last_row(tmp_path: Path) -> None:
    content = table(MESSAGES, message(ALICE, f"{ANA},{SAM}", "Hello both"), message(ANA, f"{ALICE},{SAM}", "Hello"))
    records = people(read_all(tmp_path, content, options={"ours": ALICE}))
    assert [(contact.row, *said(contact)[:2]) for contact in records] == [
        (2, "Ana Lee", "outbound"), (3, "Ana Lee", "inbound"), (4, "Sam Roe", "outbound"),
    ]  # fmt: skip


def test_who_is_in_every_message_is_us(tmp_path: Path) -> None:
    content = table(MESSAGES, message(ALICE, ANA, "Hi"), message(SAM, ALICE, "Hello"))
    found = open_file(tmp_path, content)
    assert found.questions == []
    assert [said(contact)[1] for contact in people(found.records())] == ["outbound", "inbound"]


def test_who_we_are_is_asked_when_it_could_be_either(tmp_path: Path) -> None:
    content = table(MESSAGES, message(ALICE, ANA, "Hi"), message(ANA, ALICE, "Hello"))
    found = open_file(tmp_path, content)
    [question] = found.questions
    assert question.name == "ours"
    assert set(question.choices) == {"linkedin.com/in/alice", "linkedin.com/in/ana-lee"}
    with pytest.raises(Unreadable, match="which LinkedIn profile is yours"):
        list(found.records())


def test_the_most_frequent_is_suggested(tmp_path: Path) -> None:
    other = message(SAM, "https://www.linkedin.com/in/kim", "Between others")
    content = table(MESSAGES, message(ALICE, ANA, "Hi"), message(SAM, ALICE, "Hello"), other)
    found = open_file(tmp_path, content)
    assert found.questions[0].suggestion in {"linkedin.com/in/alice", "linkedin.com/in/sam"}


def test_messages_that_tell_nothing_are_refused_one_by_one(tmp_path: Path) -> None:
    content = table(
        MESSAGES,
        message("", ALICE, "from somebody who left"),
        message(SAM, ANA, "not ours"),
        message(ANA, ALICE, "when?", at="soon"),
        message(ALICE, ",".join(f"https://www.linkedin.com/in/p{n}" for n in range(30)), "Dear all"),
        message(ANA, ALICE, "Hello"),
    )
    records = read_all(tmp_path, content, options={"ours": ALICE})
    assert [said(contact)[2] for contact in people(records)] == ["Hello"]
    assert [row.row for row in refused(records)] == [2, 3, 4, 5]
    assert all(row.reason.endswith(".") for row in refused(records))


def test_an_answer_that_is_no_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no LinkedIn profile"):
        read_all(tmp_path, table(MESSAGES, message(ALICE, ANA, "Hi")), options={"ours": "a b"})
