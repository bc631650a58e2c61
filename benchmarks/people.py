"""A big book, made by the database itself: contacts with handles and interests, and what happened with them."""

import hashlib

from django.core.management import call_command
from django.db import connection

from crm.models import Campaign, Candidate, Contact, Staff, Topic

STAFF = 8
CAMPAIGNS = 5
DAYS = 700  # interactions are spread over so many days before now

# Two words of letters that hardly two people share, by a number: "Dlkfea Hbcpoaij".
DIGITS, LETTERS = "0123456789", "ghijklmnop"
NAME = """initcap(translate(left(md5({number}), 6) || ' ' || right(md5({number}), 8), '0123456789', 'ghijklmnop'))"""


def name_of(number: str) -> str:
    """The same in Python."""
    digest = hashlib.md5(number.encode(), usedforsecurity=False).hexdigest().translate(str.maketrans(DIGITS, LETTERS))
    return f"{digest[:6].capitalize()} {digest[-8:].capitalize()}"


# One staff member talks with a contact: the tie is contact id modulo STAFF. Sizes and mixes are deterministic.
CONTACTS = f"""
INSERT INTO crm_contact (name, organization, title, location, timezone, language, notes, tags, visibility,
    owner_id, external_id, origin, via, person, version, created_at, updated_at)
SELECT 'Person ' || md5(n::text), 'Outlet ' || n %% 5000, '', '', '', '', '', ARRAY['bench', 'tag ' || n %% 40],
    'team', %(first)s + n %% {STAFF}, '', 'Benchmark', '', 0, 1, now(), now()
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
# A third of all contacts get most of the talk, as in real books. `h` is the row's own noise, the same in every run.
INTERACTIONS = """
INSERT INTO crm_interaction (contact_id, staff_id, channel, direction, kind, occurred_at, entered_at, text, url,
    address, external_id, needs_answer, introduces_id, answers_id, refusal, automated, promotional, canned,
    fingerprint, word_count, voided_at, voided_by_id, void_reason, version, created_at, updated_at)
SELECT contact, %(first)s + contact %% {staff}, 'email',
    (ARRAY['outbound', 'inbound', 'observed', 'outbound', 'inbound', 'observed', 'outbound'])[1 + what %% 7],
    (ARRAY['message', 'reply', 'read', 'reply', 'message', 'read', 'help'])[1 + what %% 7],
    at, at, 'Some words about number ' || n || CASE WHEN n %% 7 = 0 THEN ', or not?' ELSE '.' END,
    CASE WHEN what %% 7 IN (2, 5) THEN 'https://press.example/' || n ELSE '' END,
    CASE WHEN what %% 7 IN (2, 5) THEN 'press.example/' || n ELSE '' END,
    '', NULL, NULL, NULL, false, what %% 997 = 0, what %% 7 = 0 AND what %% 499 = 0, false, '', 0, NULL, NULL, '', 1,
    at, at
FROM (
    SELECT n, abs(hashint8extended(n, 3)) AS what,
        %(lowest)s + abs(hashint8extended(n, 1)) %% CASE WHEN n %% 4 < 3 THEN %(contacts)s / 3 ELSE %(contacts)s END
            AS contact,
        now() - (abs(hashint8extended(n, 2)) %% ({days} * 86400)) * interval '1 second' AS at
    FROM generate_series(1, %(interactions)s) AS n
) AS made
"""
# One contact in twenty was asked once, one in fifty has a boundary, one in forty an address that bounced.
ASKS = """
INSERT INTO crm_ask (campaign_id, contact_id, staff_id, channel, text, fingerprint, because_kind, because_text,
    because_url, asked_at, already_made, earned, override_reason, judged, follow_up_text, outcome, outcome_at,
    outcome_note, links, void_reason, version, created_at, updated_at)
SELECT %(campaign)s + id %% {campaigns}, id, owner_id, 'email', 'An ask', '', '', '', '', at, true, false, '', '{}', '',
    outcome, CASE WHEN outcome <> '' THEN at + interval '2 days' END, '', '{}', '', 1, at, at
FROM (
    SELECT id, owner_id, (ARRAY['yes', 'no', 'silent', ''])[1 + abs(hashint8extended(id, 4)) %% 4] AS outcome,
        now() - (3 + abs(hashint8extended(id, 5)) %% {days}) * interval '1 day' AS at
    FROM crm_contact WHERE abs(hashint8extended(id, 6)) %% 20 = 0
) AS made
"""
BOUNDARIES = """
INSERT INTO crm_boundary (contact_id, scope, client, channel, origin, note, lift_reason, version, created_at,
    updated_at)
SELECT id, CASE WHEN id % 2 = 0 THEN 'everything' ELSE 'channel' END, '', CASE WHEN id % 2 = 0 THEN '' ELSE 'email' END,
    'they_said', '', '', 1, created_at, now()
FROM crm_contact WHERE abs(hashint8extended(id, 7)) % 50 = 0
"""
BOUNCED = """
UPDATE crm_handle SET status = 'bounced' WHERE channel = 'email' AND abs(hashint8extended(contact_id, 8)) % 40 = 0
"""
TABLES = ("contact", "handle", "interest", "interaction", "boundary")  # the gate of asks never rests


def make_book(*, contacts: int, interactions: int, triggers_rest: bool = True) -> None:
    """Fill an empty database. History and the other triggers rest meanwhile, unless told otherwise; what they keep is
    set right after."""
    call_command("flush", interactive=False, verbosity=0)
    first = _people()
    with connection.cursor() as cursor:
        for table in TABLES if triggers_rest else ():
            cursor.execute(f"ALTER TABLE crm_{table} DISABLE TRIGGER USER")
        _run(cursor, CONTACTS, first=first.pk, contacts=contacts)
        if triggers_rest:
            cursor.execute("UPDATE crm_contact SET person = id")
        cursor.execute("SELECT min(id) FROM crm_contact")
        lowest = cursor.fetchone()[0]
        _run(cursor, HANDLES)
        _run(cursor, INTERESTS, topic=Topic.objects.order_by("pk")[0].pk)
        _run(cursor, INTERACTIONS, first=first.pk, contacts=contacts, interactions=interactions, lowest=lowest)
        _run(cursor, ASKS, campaign=Campaign.objects.order_by("pk")[0].pk)
        _run(cursor, BOUNDARIES)
        _run(cursor, BOUNCED)
        for table in TABLES:
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
