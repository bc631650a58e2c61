"""Posts that somebody else's program observed, or a person brings in by hand."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from crm.addresses import canonical
from crm.models import Staff
from listening.models import Source
from listening.observed import Address, Observed
from listening.pipeline import Taken, take_in
from listening.sources.kinds import filed_under, kind_named

KIND = "brought"


@transaction.atomic
def bring(posts: Sequence[dict[str, Any]], *, staff: Staff, as_of: datetime) -> list[Taken]:
    """`posts`: `channel`, and what is known of `source`, `external_id`, `author`, `author_name`, `url`, `title`,
    `text`, `published_at`, `language`, `in_reply_to`. An answer for each, in order; repeating it changes nothing.
    One without an external id is known by its address."""
    answers: list[Taken] = [Taken("refused")] * len(posts)
    numbered = sorted(enumerate(posts), key=_group)
    for (_pk, channel), group in groupby(numbered, key=_group):
        rows = list(group)
        source: Source | None = rows[0][1].get("source")
        kind = filed_under(kind_named(source.kind)) if source else KIND
        seen = [_observed(post) for _number, post in rows]
        taken = take_in(seen, kind=kind, channel=channel, as_of=as_of, source=source, staff=staff)
        for (number, _post), one in zip(rows, taken, strict=True):
            answers[number] = one
    return answers


def _group(numbered: tuple[int, dict[str, Any]]) -> tuple[int, str]:
    _number, post = numbered
    return post["source"].pk if post.get("source") else 0, post["channel"]


def _observed(post: dict[str, Any]) -> Observed:
    author = post.get("author", "").strip()
    return Observed(
        native_id=post.get("external_id") or canonical(post.get("url", "")),
        author=Address(post["channel"], author) if author else None,
        author_name=post.get("author_name", ""),
        url=post.get("url", ""),
        title=post.get("title", ""),
        text=post.get("text", ""),
        languages=(post["language"],) if post.get("language") else (),
        published_at=post.get("published_at"),
        in_reply_to=post.get("in_reply_to", ""),
    )
