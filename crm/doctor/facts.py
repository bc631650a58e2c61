"""What is derived fits what it is derived from."""

from crm.doctor.invariants import Invariant, by_query
from crm.genuine.wording import SHORT_WORDS
from crm.readiness.facts import drifted

_WORDLESS = f"""
SELECT 'interaction ' || i.id FROM crm_interaction AS i
WHERE i.direction = 'outbound' AND i.text <> '' AND i.word_count >= {SHORT_WORDS}
  AND NOT EXISTS (SELECT FROM crm_wording AS w WHERE w.fingerprint = i.fingerprint)
UNION ALL
SELECT 'ask ' || a.id FROM crm_ask AS a
WHERE NOT a.already_made AND a.text <> ''
  AND NOT EXISTS (SELECT FROM crm_wording AS w WHERE w.fingerprint = a.fingerprint)
"""  # noqa: S608 - a number of ours


def _drifted() -> list[str]:
    return [f"staff {staff}, contact {contact}" for staff, contact in drifted()]


FACTS: tuple[Invariant, ...] = (
    Invariant(
        "facts",
        "What is stored about each relationship is what happened.",
        _drifted,
        "manage.py refresh_relationships works them out anew.",
    ),
    by_query(
        "wordings",
        "What was sent is kept for comparing.",
        _WORDLESS,
        mend="The worker reads it at night; is one running?",
    ),
)
