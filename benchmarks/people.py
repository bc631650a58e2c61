"""A big book, made by the database itself: contacts with handles and interests, and what happened with them."""

from django.core.management import call_command
from django.db import connection

from crm.models import Campaign, Candidate, Contact, Staff, Topic

STAFF = 8
CAMPAIGNS = 5
DAYS = 700  # interactions are spread over so many days before now

# One staff member talks with a contact: the tie is contact id modulo STAFF. Sizes and mixes are deterministic.
CONTACTS = """
INSERT INTO crm_contact (name, organization, title, location, timezone, language, notes, tags, visibility,
    owner_id, external_id, origin, via, person, version, created_at, updated_at)
SELECT 'Person ' || md5(n::text), 'Outlet ' || n %% 5000, '', '', '', '', '', ARRAY['bench', 'tag ' || n %% 40],
    'team', %(first)s + n %% {staff}, '', 'Benchmark', '', 0, 1, now(), now()
FROM generate_series(1, %(contacts)s) AS n
"""
HANDLES = """
INSERT INTO crm_handle (contact_id, channel, value, key, status, shared, book, version, created_at, updated_at)
SELECT id, channel, 'p' || id || suffix, 'p' || id || suffix, 'current', false, 0, 1, now(), now()
FROM crm_contact, (VALUES ('email', '@press.example'), ('bluesky', '.news.example')) AS kinds (channel, suffix)
WHERE origin = 'Benchmark'
"""
INTERESTS = """
INSERT INTO crm_interest (contact_id, topic_id, basis, noted_at, evidence_url, quote, noted_by_id, version,
    created_at, updated_at)
SELECT id, %(topic)s + id %% {campaigns}, CASE WHEN id %% 3 = 0 THEN 'stated' ELSE 'observed' END,
    now() - (id %% 200) * interval '1 day', '', '', NULL, 1, now(), now()
FROM crm_contact WHERE origin = 'Benchmark'
"""
# A third of all contacts get most of the talk, as in real books.
INTERACTIONS = """
INSERT INTO crm_interaction (contact_id, staff_id, channel, direction, kind, occurred_at, entered_at, text, url,
    address, external_id, needs_answer, introduces_id, answers_id, refusal, automated, promotional, canned,
    fingerprint, word_count, voided_at, voided_by_id, void_reason, version, created_at, updated_at)
SELECT contact, %(first)s + contact %% {staff}, 'email',
    (ARRAY['outbound', 'inbound', 'observed', 'outbound', 'inbound'])[1 + n %% 5],
    (ARRAY['message', 'reply', 'read', 'message', 'message', 'message', 'reply', 'read', 'help', 'reply'])[1 + n %% 10],
    at, at, 'Some words about number ' || n || CASE WHEN n %% 7 = 0 THEN ', or not?' ELSE '.' END,
    CASE WHEN n %% 5 = 2 THEN 'https://press.example/' || n ELSE '' END,
    CASE WHEN n %% 5 = 2 THEN 'press.example/' || n ELSE '' END,
    '', NULL, NULL, NULL, false, false, false, false, '', 0, NULL, NULL, '', 1, at, at
FROM (
    SELECT n, %(lowest)s + CASE WHEN n %% 4 < 3 THEN (n::bigint * 7919) %% (%(contacts)s / 3)
            ELSE (n::bigint * 104729) %% %(contacts)s END AS contact,
        now() - ((n::bigint * 31) %% {days}) * interval '1 day' - (n %% 1000) * interval '40 seconds' AS at
    FROM generate_series(1, %(interactions)s) AS n
) AS made
"""


def make_book(*, contacts: int, interactions: int) -> None:
    """Fill an empty database. History and the other triggers rest meanwhile; what they keep is set right after."""
    call_command("flush", interactive=False, verbosity=0)
    first = _people()
    with connection.cursor() as cursor:
        for table in ("contact", "handle", "interest", "interaction"):
            cursor.execute(f"ALTER TABLE crm_{table} DISABLE TRIGGER USER")
        _run(cursor, CONTACTS, first=first.pk, contacts=contacts)
        cursor.execute("UPDATE crm_contact SET person = id")
        cursor.execute("SELECT min(id) FROM crm_contact")
        lowest = cursor.fetchone()[0]
        _run(cursor, HANDLES)
        _run(cursor, INTERESTS, topic=Topic.objects.order_by("pk")[0].pk)
        _run(cursor, INTERACTIONS, first=first.pk, contacts=contacts, interactions=interactions, lowest=lowest)
        for table in ("contact", "handle", "interest", "interaction"):
            cursor.execute(f"ALTER TABLE crm_{table} ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE")


def _run(cursor, statement: str, **values: int) -> None:  # type: ignore[no-untyped-def]
    cursor.execute(
        statement.replace("{staff}", str(STAFF)).replace("{campaigns}", str(CAMPAIGNS)).replace("{days}", str(DAYS))
        if values
        else statement,
        values or None,
    )


def _people() -> Staff:
    staff = []
    for number in range(STAFF):
        one = Staff(email=f"staff{number}@press.example", name=f"Staff {number}", role="manager")
        one.set_unusable_password()
        one.save()
        staff.append(one)
    for number in range(CAMPAIGNS):
        topic = Topic.objects.create(name=f"Topic {number}")
        campaign = Campaign.objects.create(name=f"Campaign {number}", owner=staff[0], status="live")
        campaign.topics.add(topic)
    return staff[0]


def shortlist_some(staff: Staff, campaign: Campaign, how_many: int) -> None:
    chosen = Contact.objects.filter(owner=staff).order_by("pk")[:how_many]
    Candidate.objects.bulk_create(Candidate(campaign=campaign, contact=contact, staff=staff) for contact in chosen)
