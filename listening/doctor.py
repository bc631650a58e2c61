"""What must always hold of what was heard."""

from datetime import date, datetime

from crm.doctor import Invariant, by_query
from listening.months import month_of

_ROOM = """
SELECT part FROM unnest(%(parts)s::text[]) AS part
WHERE to_regclass(part) IS NULL AND EXISTS (SELECT FROM listening_mentionkey WHERE month = %(month)s)
ORDER BY 1
"""
_KEYLESS = """
SELECT 'mention ' || m.id FROM listening_mention AS m
WHERE NOT EXISTS (SELECT FROM listening_mentionkey AS k WHERE k.id = m.id) ORDER BY m.id
"""
_TWICE = "SELECT 'mention ' || id FROM listening_mention GROUP BY id HAVING count(*) > 1 ORDER BY id"
_APART = """
SELECT 'mention ' || t.mention_id || ', topic ' || t.topic_id FROM listening_mentiontopic AS t
WHERE NOT EXISTS (SELECT FROM listening_mention AS m
                  WHERE m.id = t.mention_id AND m.month = t.month AND m.keep = t.keep) ORDER BY 1
"""
_TAKEN_BACK = """
SELECT 'mention ' || m.id FROM listening_mention AS m JOIN listening_mentionkey AS k USING (id)
WHERE k.forgotten_at IS NOT NULL OR k.deleted_at IS NOT NULL ORDER BY m.id
"""


def heard(as_of: datetime) -> tuple[Invariant, ...]:
    return (
        by_query(
            "months",
            "There is room for what is heard this month.",
            _ROOM,
            parameters={"parts": _parts(month_of(as_of)), "month": month_of(as_of)},
            mend="Hearing opens it; please report how it came about.",
        ),
        by_query("posts known", "Every post kept has its identity.", _KEYLESS, mend="Take the posts out."),
        by_query("posts once", "No post is kept twice.", _TWICE, mend="Please report how it came about."),
        by_query(
            "posts matched", "What matched a topic lies where its post lies.", _APART, mend="Run the topic again."
        ),
        by_query("posts taken back", "What was taken back is gone.", _TAKEN_BACK, mend="Take the posts out."),
    )


def _parts(month: date) -> list[str]:
    parents = ("listening_mention_passing", "listening_mentiontopic_passing")
    return [f"{parent}_{month:%Y_%m}" for parent in parents]
