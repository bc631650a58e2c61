"""Texts that were stored before their wordings were kept, or read in an older way: read anew, a batch at a time.

What is read is the text as it stands; of those that were edited since, the one first saved is in history only.
"""

from django.db import connection, transaction

from crm.genuine.copies import rejudge_copies
from crm.genuine.kept import keep_wording
from crm.genuine.wording import SHORT_WORDS, read_own_words
from crm.readiness.facts import refresh

BATCH = 500
_MESSAGES = f"""
    SELECT i.id, i.text, c.name, c.organization, s.name, '', i.fingerprint
    FROM crm_interaction AS i
    JOIN crm_contact AS c ON c.id = i.contact_id JOIN crm_staff AS s ON s.id = i.staff_id
    WHERE i.direction = 'outbound' AND i.text <> '' AND i.word_count >= {SHORT_WORDS} AND i.id > %s
      AND NOT EXISTS (SELECT FROM crm_wording AS w WHERE w.fingerprint = i.fingerprint)
    ORDER BY i.id LIMIT {BATCH} FOR UPDATE OF i
"""
_ASKS = f"""
    SELECT a.id, a.text, c.name, c.organization, s.name, k.facts, a.fingerprint
    FROM crm_ask AS a JOIN crm_campaign AS k ON k.id = a.campaign_id
    JOIN crm_contact AS c ON c.id = a.contact_id JOIN crm_staff AS s ON s.id = a.staff_id
    WHERE a.text <> '' AND a.id > %s
      AND NOT EXISTS (SELECT FROM crm_wording AS w WHERE w.fingerprint = a.fingerprint)
    ORDER BY a.id LIMIT {BATCH} FOR UPDATE OF a
"""
_MARK_MESSAGE = "UPDATE crm_interaction SET fingerprint = %s, word_count = %s WHERE id = %s"
_MARK_ASK = "UPDATE crm_ask SET fingerprint = %s WHERE id = %s"


def read_unread() -> int:
    """How many there were. Their wordings are kept, and who is a copy of whom is judged anew."""
    return _each_batch(_MESSAGES, of_asks=False) + _each_batch(_ASKS, of_asks=True)


def _each_batch(statement: str, *, of_asks: bool) -> int:
    done = last = 0
    while found := _read_batch(statement, last, of_asks=of_asks):
        done, last = done + len(found), found[-1]
    return done


@transaction.atomic
def _read_batch(statement: str, last: int, *, of_asks: bool) -> list[int]:
    """Ids that were read."""
    marks: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(statement, [last])
        rows = cursor.fetchall()
        for pk, text, contact, organization, staff, facts, before in rows:
            words = read_own_words(text, names=(contact, organization, staff), facts=facts)
            keep_wording(words)
            marks += [before, words.fingerprint]
            if of_asks:
                cursor.execute(_MARK_ASK, [words.fingerprint, pk])
            else:
                cursor.execute(_MARK_MESSAGE, [words.fingerprint, words.word_count, pk])
    refresh(rejudge_copies(marks))
    return [row[0] for row in rows]
