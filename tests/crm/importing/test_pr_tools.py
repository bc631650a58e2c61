"""What was asked and refused elsewhere rests here: Valosan, Mailchimp, and columns of anybody's making."""

from datetime import date
from pathlib import Path

import pytest

from tests.crm.importing.files import addresses, open_file, people, read_all, table, zipped

VALOSAN = (
    "Status,Email,First name,Last name,Title,Company/Outlet,Company website,Location,Twitter,LinkedIn,Phone,"
    "Mobile phone,Interests,Rating 1,Rating 2,Rating 3,Tracking"
)
MAILCHIMP = (
    "Email Address,First Name,Last Name,Address,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,"
    "NOTES,TAGS"
)
UNSUBSCRIBED = MAILCHIMP.replace(
    ",LEID", ",UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LEID"
)


def test_valosan_reads_somebody_in_full(tmp_path: Path) -> None:
    row = {
        "Status": "NEW", "Email": "ana@paper.example", "First name": "Ana", "Last name": "Lee", "Title": "Editor",
        "Company/Outlet": "The Paper", "Company website": "paper.example", "Location": "Berlin", "Twitter": "@ana",
        "LinkedIn": "linkedin.com/in/ana", "Phone": "+49 30 901820", "Mobile phone": "+49 171 1234567",
        "Interests": "bikes, transport", "Rating 1": "4", "Tracking": "x",
    }  # fmt: skip
    found = open_file(tmp_path, table(VALOSAN, row))
    assert found.format.NAME == "valosan"
    [ana] = people(found.records())
    assert (ana.name, ana.organization, ana.title, ana.location) == ("Ana Lee", "The Paper", "Editor", "Berlin")
    assert ana.tags == ("bikes", "transport")
    assert [handle.channel for handle in ana.handles if not handle.shared] == [
        "email",
        "x",
        "linkedin",
        "phone",
        "phone",
    ]
    assert [handle.value for handle in ana.handles if handle.shared] == ["paper.example"]
    assert (ana.pitches, ana.boundaries) == ((), ())


@pytest.mark.parametrize(
    ("status", "pitches", "boundaries"),
    [
        ("NEW", 0, 0), ("SKIPPED", 0, 0), ("", 0, 0), ("PITCHED", 1, 0), ("Followup", 1, 0),
        ("PRESS RELEASE SENT", 1, 0),
        ("PUBLISHED", 1, 0), ("POSITIVE RESPONSE", 1, 0), ("DECLINED", 1, 1), ("declined", 1, 1),
    ],
)  # fmt: skip
def test_valosans_status_starts_rests_and_boundaries(
    tmp_path: Path, status: str, pitches: int, boundaries: int
) -> None:
    row = {"Status": status, "First name": "Ana", "Email": "a@a.example", "Company/Outlet": "The Paper"}
    [ana] = people(read_all(tmp_path, table(VALOSAN, row)))
    assert (len(ana.pitches), len(ana.boundaries)) == (pitches, boundaries)
    assert all(pitch.pitched_on is None and status.upper() in pitch.note for pitch in ana.pitches)
    assert all((no.origin, no.scope) == ("answered_no", "everything") for no in ana.boundaries)


def test_a_status_nobody_knows_is_told(tmp_path: Path) -> None:
    [ana] = people(read_all(tmp_path, table(VALOSAN, {"Status": "MAYBE", "First name": "Ana"})))
    assert "MAYBE" in ana.left_out[0]


def mailchimp() -> bytes:
    def row(name: str, **cells: str) -> dict[str, str]:
        return {"Email Address": f"{name}@a.example", "First Name": name.title(), "EUID": f"e-{name}", **cells}

    return zipped(
        {
            "subscribed_email_audience_export_1a2b.csv": table(
                MAILCHIMP,
                row("ana", TAGS='"Press, Berlin","Bikes"', OPTIN_TIME="2023-01-02 03:04:05", NOTES="Met once"),
            ),
            "unsubscribed_email_audience_export_1a2b.csv": table(
                UNSUBSCRIBED, row("sam", UNSUB_TIME="2024-05-03 10:11:12", UNSUB_REASON="NORMAL")
            ),
            "cleaned_email_audience_export_1a2b.csv": table(MAILCHIMP, row("kim", LAST_CHANGED="2024-06-01 00:00:00")),
            "nonsubscribed_email_audience_export_1a2b.csv": table(MAILCHIMP, row("jo")),
            "__MACOSX/._subscribed.csv": b"\x00\x05\x16",
        }
    )


def test_mailchimps_zip_keeps_every_no(tmp_path: Path) -> None:
    found = open_file(tmp_path, mailchimp())
    assert found.format.NAME == "mailchimp"
    who = {contact.name: contact for contact in people(found.records())}
    assert set(who) == {"Ana", "Sam", "Kim", "Jo"}
    assert len({contact.row for contact in who.values()}) == 4
    ana, sam, kim, jo = (who[name] for name in ("Ana", "Sam", "Kim", "Jo"))
    assert (ana.tags, ana.collected_on, ana.notes) == (("Press, Berlin", "Bikes"), date(2023, 1, 2), "Met once")
    assert (ana.external_id, ana.boundaries, ana.interactions) == ("mailchimp:e-ana", (), ())
    [no] = sam.boundaries
    assert (no.origin, no.scope, no.since) == ("opted_out", "everything", date(2024, 5, 3))
    assert no.note == "Unsubscribed in Mailchimp on 2024-05-03: NORMAL"
    [bounced] = kim.boundaries
    assert (bounced.origin, bounced.scope, bounced.channel) == ("inferred", "channel", "email")
    assert [handle.status for handle in kim.handles] == ["bounced"]
    assert (jo.boundaries, jo.origin) == ((), "Mailchimp, never subscribed")


def test_an_unsubscribed_file_by_itself_is_known_by_its_columns(tmp_path: Path) -> None:
    [sam] = people(read_all(tmp_path, table(UNSUBSCRIBED, {"Email Address": "sam@a.example"})))
    assert sam.boundaries[0].origin == "opted_out"


def test_which_list_a_file_by_itself_is_says_its_name_or_whoever_brings_it(tmp_path: Path) -> None:
    content = table(MAILCHIMP, {"Email Address": "kim@a.example"})
    assert [question.name for question in open_file(tmp_path, content).questions] == ["list"]
    named = open_file(tmp_path, content, filename="cleaned_members_export.csv")
    assert named.questions == []
    said = open_file(tmp_path, content, options={"list": "cleaned"})
    for found in (named, said):
        [kim] = people(found.records())
        assert addresses(kim) == [("email", "kim@a.example")]
        assert kim.boundaries[0].channel == "email"


def test_any_tables_columns_can_say_no_too(tmp_path: Path) -> None:
    header = "Name,Do not contact,Declined,Last pitched on"
    rows = [["Ana", "no", "", ""], ["Sam", "2024-05-03", "", ""], ["Kim", "", "yes", "2024-05-01"], ["Jo", "", "", "x"]]
    ana, sam, kim, jo = people(read_all(tmp_path, table(header, *rows)))
    assert (ana.boundaries, ana.pitches) == ((), ())
    assert (sam.boundaries[0].origin, sam.boundaries[0].since) == ("opted_out", date(2024, 5, 3))
    assert kim.boundaries[0].origin == "answered_no"
    assert kim.pitches[0].pitched_on == date(2024, 5, 1)
    assert jo.pitches[0].pitched_on is None
