"""One person, put wherever the house can hold anything of a person; each place with words of its own."""

import io
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pghistory
from django.core.files.base import ContentFile
from django.db import connection

from crm.actions.merge_contacts import merge_contacts
from crm.actions.save_draft import save_draft
from crm.actions.undo_merge import undo_merge
from crm.duplicates.find import find_waiting
from crm.importing.job import run_import, start_import
from crm.models import (
    Ask,
    Attestation,
    BulkAction,
    BulkChange,
    Calendar,
    Campaign,
    Candidate,
    Contact,
    Delivery,
    Export,
    Interest,
    Invitation,
    Mailbox,
    MailOffer,
    NotSame,
    Promise,
    SavedView,
    Snooze,
    Staff,
    TakenMail,
    Topic,
    Webhook,
)
from listening.models import Author, Hearing
from listening.observed import Address, Observed
from listening.pipeline import take_in
from tests.api.conftest import client_of
from tests.builders import LETTER, NOW, TODAY, days_ago, log, make_boundary, make_contact, make_handle
from tests.listening.posts import make_source

MAIL = "ysolde.quarrywren@nightjar.example"
NAME = "Ysolde Quarrywren"


@dataclass
class Everywhere:
    """`words`: every text that must be nowhere afterwards; `others`: contacts that must still be there."""

    ada: Staff
    bob: Staff
    topic: Topic
    campaign: Campaign
    words: list[str] = field(default_factory=lambda: [MAIL, NAME, "quarrywren"])
    others: list[Contact] = field(default_factory=list)
    number: Any = field(default_factory=lambda: count(1))

    def word(self, place: str) -> str:
        """A word nobody else uses, of this place."""
        word = f"canary{place}{next(self.number)}xyzzy"
        self.words.append(word)
        return word

    def fill(self) -> Contact:
        """The contact by which they are known; all of it hangs on it, or on its second record."""
        self.ana = make_contact(
            self.ada, NAME, email=MAIL, notes=self.word("notes"), title=self.word("title"), tags=[self.word("tag")],
            organization=self.word("org"), origin=self.word("origin"),
            external_id=self.word("external"), via=self.word("via"),
        )  # fmt: skip
        make_handle(self.ana, "bluesky", "ysolde.nightjar.example")
        make_handle(self.ana, "website", "https://nightjar.example/ysolde")
        Contact.objects.filter(pk=self.ana.pk).update(notes=self.word("laternotes"))
        self._private_record_of_a_colleague()
        self._what_happened()
        self._merges()
        self._files()
        self._heard()
        self._machinery()
        self._told_by_others()
        return self.ana

    def _private_record_of_a_colleague(self) -> None:
        """The same person, which Ada does not know."""
        self.bobs = make_contact(
            self.bob, self.word("bobsname"), email=MAIL, visibility="private", notes=self.word("bobsnotes")
        )
        log(self.bob, self.bobs, text=f"{self.word('bobsletter')} {LETTER}")

    def _what_happened(self) -> None:
        ana, ada = self.ana, self.ada
        sent = log(ada, ana, text=f"{LETTER} {self.word('letter')}", days=20)
        sent.text = f"{self.word('edited')} {LETTER}"
        sent.save()
        reply = log(
            ada, ana, "inbound", "reply", text=self.word("reply"), days=19, url=f"https://{self.word('url')}.example"
        )
        TakenMail.objects.create(
            interaction=reply, message_id=f"{self.word('mid')}@x.example", thread=f"{self.word('thread')}@x.example",
            subject=self.word("subject"), apart=self.word("apart"),
        )  # fmt: skip
        MailOffer.objects.create(interaction=reply, kind="request", quote=self.word("offered"))
        Mailbox.objects.create(
            staff=ada, name="Mail", host="imap.example.org", user="ada@house.example", kept_out=[MAIL], health=MAIL
        )
        ask = Ask.objects.create(
            contact=ana, staff=ada, campaign=self.campaign, channel="email", asked_at=days_ago(10), already_made=True,
            earned=False, text=self.word("ask"), because_text=self.word("because"), outcome="no",
            outcome_at=days_ago(9), outcome_note=self.word("outcome"), links=[f"https://{self.word('link')}.example"],
        )  # fmt: skip
        make_boundary(ana, note=self.word("boundary"), ask=ask)
        make_boundary(ana, "client", client="Velo", note=self.word("boundary"))
        interest = Interest.objects.create(
            contact=ana, topic=self.topic, basis="stated", noted_at=NOW, quote=self.word("quote"),
            evidence_url=f"https://{self.word('evidence')}.example",
        )  # fmt: skip
        interest.quote = self.word("quote")
        interest.save()
        Invitation.objects.create(
            contact=ana, topic=self.topic, quote=self.word("invitation"), given_on=TODAY, interaction=sent, used_by=ask
        )
        Attestation.objects.create(contact=ana, staff=ada, reason=self.word("attested"), attested_on=TODAY)
        promise = Promise.objects.create(contact=ana, staff=ada, text=self.word("promise"), due_on=TODAY)
        Candidate.objects.create(contact=ana, staff=ada, campaign=self.campaign)
        save_draft(staff=ada, contact=ana, campaign=self.campaign, text=self.word("draft"), channel="email", as_of=NOW)
        Snooze.objects.create(staff=ada, card=f"promised:{promise.pk}", until=TODAY)
        ana.acquaintances.create(staff=ada, how_well="a_little", said_at=NOW)
        calendar = Calendar.objects.create(
            staff=ada, kind="file", name="Work", place="work.ics", since=TODAY, private_marks=["family", MAIL]
        )
        met = calendar.meetings.create(
            staff=ada, contact=ana, uid=self.word("uid"), title=self.word("meeting"), place=self.word("place"),
            notes=self.word("agenda"), starts_at=NOW, ends_at=NOW, kind="meeting", channel="in_person", seen_at=NOW,
        )  # fmt: skip
        Snooze.objects.create(staff=ada, card=f"met:{met.pk}", until=TODAY)

    def _merges(self) -> None:
        """One that stands, and one that was a mistake and taken back."""
        twin = make_contact(self.ada, self.word("twin"), email=None, notes=self.word("twinnotes"))
        merge_contacts(staff=self.ada, survivor=self.ana, other=twin, as_of=NOW)
        ben = make_contact(self.ada, "Ben Brook", notes="Ben’s own notes")
        lost = make_contact(self.ada, NAME, email=f"old.{MAIL}", notes=self.word("mistaken"), tags=[self.word("tag")])
        merge = merge_contacts(staff=self.ada, survivor=ben, other=lost, as_of=NOW)
        undo_merge(staff=self.ada, merge=merge, as_of=NOW)
        lost.refresh_from_db()
        merge_contacts(staff=self.ada, survivor=self.ana, other=lost, as_of=NOW)
        ben.refresh_from_db()
        self.others.append(ben)
        pair = sorted([self.ana.pk, ben.pk])
        NotSame.objects.create(first_id=pair[0], second_id=pair[1], by=self.ada, at=NOW)
        find_waiting(as_of=NOW)

    def _files(self) -> None:
        good = f"Name,Email,Location\n{NAME},{MAIL},{self.word('imported')}\n"
        run_import(self._import(good).pk, as_of=NOW)
        bad = f"Name,Email,Notes\n,{MAIL}{'x' * 600},{self.word('refused')}\nBert Hall,bert@example.net,\n"
        run_import(self._import(bad).pk, as_of=NOW)
        waits = self._import(f"Name,Email,Notes\n{NAME},{MAIL},{self.word('waiting')}\n", dry_run=True)
        run_import(waits.pk, as_of=NOW)
        export = Export(staff=self.ada, format="csv", filter={"search": MAIL}, created_at=NOW, status="done")
        export.file.save("kept.csv", ContentFile(f"{NAME},{self.word('export')}"), save=True)

    def _import(self, text: str, **options: Any) -> Any:
        name = f"{NAME} {self.word('filename')}.csv"
        self.words.remove(name.split()[-1].removesuffix(".csv"))  # the file's name is the importer's own words
        return start_import(staff=self.ada, file=io.BytesIO(text.encode()), filename=name, **options)

    def _heard(self) -> None:
        source = make_source(owner=self.ada, name="Nightjar news")
        own = Address("bluesky", "ysolde.nightjar.example")
        first = Observed(
            native_id="at://ysolde.nightjar.example/1", text=f"cargo {self.word('post')}", author=own,
            author_name=self.word("author"), url="https://nightjar.example/ysolde/1",
        )  # fmt: skip
        about = Observed(
            native_id="about", text=f"cargo bikes, says {NAME} ({MAIL})", title=f"{NAME} speaks",
            author=Address("bluesky", "reporter.example"), html=f"<p>cargo bikes, says <b>{NAME}</b></p>",
        )  # fmt: skip
        [mine, _other] = take_in([first, about], kind="feed", channel="website", source=source, as_of=NOW)
        edited = msgspec.structs.replace(first, text=f"cargo {self.word('edited')}")
        take_in([edited], kind="feed", channel="website", source=source, as_of=NOW)
        Hearing.objects.create(staff=self.ada, mention_id=mine.mention, verdict="heard", at=NOW)
        author = Author.objects.get(key="ysolde.nightjar.example")
        Author.objects.create(channel="mastodon", key="ysolde@owl.example", value=self.word("alias"), same_as=author)

    def _machinery(self) -> None:
        webhook = Webhook.objects.create(
            owner=self.ada, name="Mirror", url="https://mirror.example/", events=["contact.changed"], sealed_secret="x"
        )
        for contact in (self.ana, None):
            Delivery.objects.create(
                webhook=webhook, message_id=f"m{contact and contact.pk}", kind="contact.changed", contact=contact,
                payload={"data": {"name": NAME, "note": MAIL}}, created_at=NOW, response_excerpt=f"got {MAIL}",
            )  # fmt: skip
        bulk = BulkAction.objects.create(staff=self.ada, action="add_tag", filter={"search": [MAIL]}, created_at=NOW)
        BulkChange.objects.create(bulk=bulk, contact=self.ana, before=[self.word("bulk")], after=[])
        SavedView.objects.create(owner=self.ada, name="One", filter={"search": NAME})
        client = client_of(self.ada)
        body = {
            "contact": self.ana.pk, "channel": "email", "direction": "inbound", "kind": "message",
            "occurred_at": "2026-01-01T10:00:00Z", "text": self.word("answered"),
        }  # fmt: skip
        assert client.post("/api/v1/interactions/", body, HTTP_IDEMPOTENCY_KEY="1").status_code == 201
        path = f"/api/v1/voices/email/{MAIL}/contact/"
        assert client.post(path, {}).status_code in (404, 409)
        with pghistory.context(user=self.ada.pk, url=path):
            Contact.objects.filter(pk=self.ana.pk).update(title=self.word("title"))

    def _told_by_others(self) -> None:
        """Records that are not theirs keep standing, without them."""
        cleo = make_contact(self.ada, "Cleo Marsh", notes=f"Ask {NAME} for her number, or write to {MAIL.upper()}.")
        log(self.ada, cleo, text=f"In copy: {MAIL}", days=3)
        self.campaign.facts = f"Facts by {NAME}."
        self.campaign.save()
        self.others.append(cleo)


def dumped() -> dict[str, str]:
    """Everything in the database, as text, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace"
        )
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT string_agg(t::text, E'\\n') FROM {table} AS t")  # noqa: S608
            [text] = cursor.fetchone() or [""]
            found[table] = text or ""
    found["crm_idempotentrequest"] += _bodies()
    return found


def _bodies() -> str:
    """Bytes are dumped in hexadecimal digits; these hold text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(convert_from(body, 'UTF8'), ' ') FROM crm_idempotentrequest")
        [text] = cursor.fetchone() or [""]
    return text or ""


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
