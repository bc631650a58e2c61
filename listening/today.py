"""What was heard that concerns one's own shortlists: new posts by people on them, new voices on their topics."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from crm.models import Campaign, Contact, Snooze, Staff
from listening.coverage import Suggestion, coverage_of_own_asks
from listening.inbox import inbox
from listening.models import Mention
from listening.voices import Voice, voices

NEW = timedelta(days=14)
VOICE_NEW = timedelta(days=7)
MOST, MOST_VOICES = 20, 3
MOST_CAME = 5


@dataclass(frozen=True)
class Heard:
    """`newest` of `count` posts by `contact` with which the staff member has done nothing yet."""

    contact: Contact
    newest: Mention
    count: int

    @property
    def key(self) -> str:
        """By which it is put off."""
        return f"heard:{self.contact.pk}"


@dataclass(frozen=True)
class ToListen:
    heard: list[Heard]
    voices: list[Voice]

    @property
    def count(self) -> int:
        return len(self.heard) + len(self.voices)


def to_listen(*, staff: Staff, as_of: datetime) -> ToListen:
    """Newest first; voices best first. Nothing without a live campaign on which `staff` is to ask somebody."""
    today = staff.today(as_of)
    live = Campaign.objects.live(today).filter(candidates__staff=staff)
    topics = set(live.exclude(topics=None).values_list("topics", flat=True))
    listed = Contact.objects.visible_to(staff).listed().filter(candidacies__campaign__in=live, candidacies__staff=staff)
    people = list(listed.values_list("pk", flat=True).distinct())
    heard = _heard(people, staff, as_of)
    strangers = voices(staff=staff, topics=sorted(topics), as_of=as_of) if topics else []
    fresh = [one for one in strangers if one.last_at > as_of - VOICE_NEW]
    if not heard and not fresh:
        return ToListen([], [])
    put_off = set(Snooze.objects.filter(staff=staff, until__gt=today).values_list("card", flat=True))
    return ToListen(
        [one for one in heard if one.key not in put_off][:MOST],
        [one for one in fresh if one.key not in put_off][:MOST_VOICES],
    )


def came_of_it(*, staff: Staff, as_of: datetime) -> list[Suggestion]:
    """Posts that may be what came of the yeses to one's own asks."""
    return coverage_of_own_asks(staff=staff, as_of=as_of)[:MOST_CAME]


def _heard(people: list[int], staff: Staff, as_of: datetime) -> list[Heard]:
    if not people:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"people": people, "staff": staff.pk, "since": as_of - NEW, "as_of": as_of})
        rows = cursor.fetchall()
    if not rows:
        return []
    posts = inbox(staff).in_bulk([mention for _contact, mention, _count in rows])
    known = Contact.objects.in_bulk([contact for contact, _mention, _count in rows])
    found = [Heard(known[contact], posts[mention], count) for contact, mention, count in rows if mention in posts]
    return sorted(found, key=lambda one: one.newest.published_at, reverse=True)


_NEWEST = """
SELECT DISTINCT ON (handle.contact_id)
       handle.contact_id, mention.id, count(*) OVER (PARTITION BY handle.contact_id)
FROM crm_handle handle
JOIN listening_author author ON author.channel = handle.channel AND author.key = handle.key
JOIN listening_mention mention ON mention.author_id = author.id AND mention.published_at BETWEEN %(since)s AND %(as_of)s
WHERE handle.contact_id = ANY(%(people)s) AND NOT handle.shared
  AND NOT EXISTS (SELECT FROM listening_hearing hearing
                  WHERE hearing.staff_id = %(staff)s AND hearing.mention_id = mention.id)
ORDER BY handle.contact_id, mention.published_at DESC, mention.id DESC
"""
