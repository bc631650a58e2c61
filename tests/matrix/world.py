"""Alice’s private contact, shared with Carol, with a record of each kind hanging on it; Bob, Mona and Ada may not see
it. Everything written there holds a word that no page of theirs may hold."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from crm.actions.share_contact import share_contact
from crm.models import (
    ApiToken,
    Ask,
    Attestation,
    BulkAction,
    Calendar,
    Candidate,
    Contact,
    Delivery,
    Draft,
    Duplicate,
    Erasure,
    Export,
    ImportJob,
    ImportRow,
    Interest,
    Invitation,
    Letter,
    Mailbox,
    MailOffer,
    Meeting,
    Merge,
    Promise,
    SavedView,
    Staff,
    Update,
    Webhook,
)
from listening.models import Author, MentionFile, Pairing
from tests.builders import NOW, TODAY, log, make_boundary, make_campaign, make_contact, make_staff, make_topic

WORD = "zyxcanary"
NOBODY = 987_654_321
OUTSIDERS = ("bob", "mona", "ada")
INSIDERS = ("alice", "carol")


@dataclass
class World:
    staff: dict[str, Staff]
    ids: dict[str, int]
    """By the word that places.py uses."""
    open_ids: dict[str, int] = field(default_factory=dict)


def make_world() -> World:
    staff = {
        "alice": make_staff("Alice"),
        "carol": make_staff("Carol"),
        "bob": make_staff("Bob"),
        "mona": make_staff("Mona", role="manager"),
        "ada": make_staff("Ada", role="admin"),
    }
    alice = staff["alice"]
    topic = make_topic("Cargo bikes", query="cargo")
    campaign = make_campaign(alice, topics=[topic], name="Bike summer")
    hidden = make_contact(
        alice, f"{WORD} Person", email=f"{WORD}@hidden.example", visibility="private", notes=f"{WORD} notes",
        organization=f"{WORD} org", tags=[f"{WORD} tag"],
    )  # fmt: skip
    share_contact(staff=alice, contact=hidden, with_whom=[staff["carol"]], as_of=NOW)
    ids = {"contact": hidden.pk, **_hanging(alice, hidden, topic, campaign), **_own(alice)}
    for contact in Contact.objects.filter(visibility="private", owner=alice).exclude(pk=hidden.pk):
        contact.shared_with.add(staff["carol"])  # half a pair, or of a merge, would not be shown
    for name in ("bob", "mona", "ada"):  # the same person, in the team's book: what restrains is told, nothing else
        make_contact(staff[name], f"{name} knows somebody")
    make_contact(staff["bob"], "Team twin", email=f"{WORD}@hidden.example".replace(WORD, "else"))
    heard = Author.objects.create(
        channel="email", key=f"{WORD}@hidden.example", value="somebody heard", name="Somebody heard"
    )
    also = Author.objects.create(channel="bluesky", key="heard.example", value="heard.example", name="Somebody heard")
    pairing = Pairing.objects.create(first=heard, second=also, reason="linked", found_at=NOW)
    webhook = Webhook.objects.create(
        owner=alice, name="W", url="https://w.example", events=["contact.changed"], sealed_secret="x"
    )
    Delivery.objects.create(
        webhook=webhook, message_id="m1", kind="contact.changed", contact=hidden, created_at=NOW,
        payload={"data": {"name": WORD}},
    )  # fmt: skip
    erasure = Erasure.objects.create(ordered_by=staff["ada"], ordered_at=NOW, status="done")
    everybodys = {"campaign": campaign, "topic": topic, "webhook": webhook, "erasure": erasure, "pairing": pairing}
    return World(staff, ids, {name: record.pk for name, record in everybodys.items()})


def _hanging(alice: Staff, hidden: Contact, topic: Any, campaign: Any) -> dict[str, int]:
    other = make_contact(alice, f"{WORD} Other", visibility="private", notes=WORD)
    sent = log(alice, hidden, text=f"{WORD} letter", days=3)
    log(alice, hidden, "inbound", "reply", text=f"{WORD} reply", days=2)
    ask = Ask.objects.create(
        campaign=campaign, contact=hidden, staff=alice, channel="email", asked_at=NOW, already_made=True, earned=False,
        text=f"{WORD} ask",
    )  # fmt: skip
    letter = Letter.objects.create(
        ask=ask, kind="ask", to=f"{WORD}@hidden.example", message_id=f"<{WORD}@house.example>", queued_at=NOW
    )
    update = Update.objects.create(
        ask=ask, staff=alice, channel="email", text=f"{WORD} news", digest="1" * 64, told_at=NOW
    )
    calendar = Calendar.objects.create(staff=alice, kind="file", name="Work", place="work.ics", since=TODAY)
    meeting = Meeting.objects.create(
        calendar=calendar, staff=alice, contact=hidden, uid=WORD, title=f"{WORD} coffee", starts_at=NOW, ends_at=NOW,
        kind="meeting", channel="in_person", state="unsure", seen_at=NOW,
    )  # fmt: skip
    merged = make_contact(alice, f"{WORD} Merged", visibility="private")
    Contact.objects.filter(pk=merged.pk).update(merged_into=hidden, trashed_at=NOW)
    return {
        "interaction": sent.pk,
        "interest": Interest.objects.create(
            contact=hidden, topic=topic, basis="stated", noted_at=NOW, quote=f"{WORD} quote"
        ).pk,
        "boundary": make_boundary(hidden, note=f"{WORD} no").pk,
        "invitation": Invitation.objects.create(
            contact=hidden, topic=topic, quote=f"{WORD} do", given_on=TODAY, url="https://h.example"
        ).pk,
        "attestation": Attestation.objects.create(contact=hidden, staff=alice, reason=WORD, attested_on=TODAY).pk,
        "promise": Promise.objects.create(contact=hidden, staff=alice, text=f"{WORD} promise", due_on=TODAY).pk,
        "candidate": Candidate.objects.create(contact=hidden, staff=alice, campaign=campaign).pk,
        "draft": Draft.objects.create(contact=hidden, staff=alice, campaign=campaign, text=f"{WORD} draft").pk,
        "ask": ask.pk,
        "letter": letter.pk,
        "acquaintance": hidden.acquaintances.create(staff=alice, how_well="a_little", said_at=NOW).pk,
        "calendar": calendar.pk,
        "mailbox": Mailbox.objects.create(
            staff=alice, name="Mail", host="imap.house.example", user="alice@house.example"
        ).pk,
        "meeting": meeting.pk,
        "update": update.pk,
        "merge": Merge.objects.create(survivor=hidden, merged=merged, by=alice, at=NOW).pk,
        "duplicate": Duplicate.objects.create(
            first=hidden, second=other, reasons=["rare_name"], score=0.5, found_at=NOW
        ).pk,
    }


def _own(alice: Staff) -> dict[str, int]:
    job = ImportJob.objects.create(staff=alice, file="imports/none", filename=f"{WORD}.csv", status="done")
    ImportRow.objects.create(job=job, number=1, data={"name": WORD}, result="created")
    return {
        "import": job.pk,
        "offer": MailOffer.objects.create(
            interaction=log(alice, make_contact(alice), "inbound"), kind="request", quote=f"{WORD} numbers"
        ).pk,
        "mention_file": MentionFile.objects.create(
            staff=alice, filename=f"{WORD}.csv", status="done", refused=[[1, WORD, {}]], created_at=NOW
        ).pk,
        "export": Export.objects.create(staff=alice, format="csv", filter={"search": WORD}, created_at=NOW).pk,
        "bulk": BulkAction.objects.create(
            staff=alice, action="add_tag", params={"tag": WORD}, status="done", created_at=NOW
        ).pk,
        "view": SavedView.objects.create(owner=alice, name=f"{WORD} view", filter={"search": WORD}).pk,
        "token": ApiToken.objects.create(staff=alice, name="token", digest="0" * 64, scopes=["read"]).pk,
    }


def state_of(world: World) -> str:
    """All rows about the hidden contact: no outsider may change one."""
    parts = []
    with connection.cursor() as cursor:
        for table, column in (
            *((f"crm_{name}", "contact_id") for name in (
                "handle", "interaction", "interest", "boundary", "invitation", "attestation", "promise", "candidate",
                "draft", "ask", "contact_shared_with")),
            ("crm_contact", "id"), ("crm_merge", "survivor_id"), ("crm_duplicate", "first_id"),
        ):  # fmt: skip
            cursor.execute(
                f"SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {table} AS t WHERE {column} = %s",  # noqa: S608
                [world.ids["contact"]],
            )
            parts.append(str(cursor.fetchone()))
    return "\n".join(parts)
