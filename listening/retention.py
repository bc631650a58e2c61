"""How long what we heard is kept. Posts by contacts, and what an ask or a colleague rests on, stay; the rest goes
after its source's days: whole months at once where nothing wants them longer, which costs nothing."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from crm.models import Kept
from crm.retention import kept_days
from listening.models import Source
from listening.months import drop_month, month_after, open_since
from listening.stories import forget

MOST_VERSIONS = 50  # of one post
FOR_GOOD = 36_500  # days
_STAYS = """
    SELECT mention.id FROM listening_mention mention
    JOIN listening_author author ON author.id = mention.author_id
    JOIN crm_handle handle ON handle.channel = author.channel AND handle.key = author.key AND NOT handle.shared
    WHERE NOT mention.keep AND mention.month = %(month)s
    UNION
    SELECT mention.id FROM listening_mention mention
    JOIN listening_hearing hearing ON hearing.mention_id = mention.id AND hearing.verdict = 'heard'
    WHERE NOT mention.keep AND mention.month = %(month)s
    UNION
    SELECT mention.id FROM listening_mention mention
    JOIN crm_ask ask ON ask.because_kind = 'mention' AND ask.because_id = mention.id
    WHERE NOT mention.keep AND mention.month = %(month)s
"""


def forget_old(*, as_of: datetime) -> list[date]:
    """The months that were dropped. Each in a transaction of its own: what is done is done."""
    today = as_of.date()
    forget(today)
    forget_versions()
    longest, own = _days()
    dropped = []
    for month in open_since():
        if month_after(month) > today:
            break
        keep_what_stays(month)
        if month_after(month) <= today - timedelta(days=max(longest, 62)) and drop_month(month, today):
            dropped.append(month)
        else:
            _thin_out(month, own, as_of)
    return dropped


def forget_versions() -> int:
    """Of a post that is edited all day, only the last former words. How many went."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM listening_mentionversion WHERE id IN (
                   SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY mention_id ORDER BY until DESC, id DESC)
                                   FROM listening_mentionversion) AS numbered (id, number) WHERE number > %s)""",
            [MOST_VERSIONS],
        )
        return int(cursor.rowcount)


@transaction.atomic
def keep_what_stays(month: date) -> int:
    """Move what must stay out of the month, where it does not go with it. How many."""
    with connection.cursor() as cursor:
        cursor.execute(_STAYS, {"month": month})
        ids = [pk for (pk,) in cursor.fetchall()]
        for table, column in (("listening_mention", "id"), ("listening_mentiontopic", "mention_id")):
            cursor.execute(
                f"UPDATE {table} SET keep = true WHERE NOT keep AND month = %s AND {column} = ANY(%s)",  # noqa: S608
                [month, ids],
            )
    return len(ids)


def _days() -> tuple[int, dict[int, int]]:
    """The longest that any source wants, and what each wants, by source; 0 stands for all others."""
    usual = kept_days(Kept.MENTIONS) or FOR_GOOD
    sources = Source.objects.exclude(retention_days=None).values_list("pk", "retention_days")
    own = {pk: days or usual for pk, days in sources}
    return max([usual, *own.values()]), own | {0: usual}


@transaction.atomic
def _thin_out(month: date, own: dict[int, int], as_of: datetime) -> None:
    """Of a month that some source wants longer, take out what the others do not."""
    with connection.cursor() as cursor:
        for source, days in own.items():
            whose = "source_id = %(source)s" if source else "(source_id IS NULL OR source_id <> ALL(%(others)s))"
            cursor.execute(
                f"""WITH gone AS (
                        DELETE FROM listening_mention
                        WHERE NOT keep AND month = %(month)s AND heard_at < %(before)s AND {whose} RETURNING id
                    )
                    DELETE FROM listening_mentiontopic matched USING gone
                    WHERE matched.mention_id = gone.id AND matched.month = %(month)s AND NOT matched.keep""",  # noqa: S608
                {"source": source, "others": list(own), "month": month, "before": as_of - timedelta(days=days)},
            )
