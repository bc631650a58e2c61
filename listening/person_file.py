"""What we heard of a person, for the file of everything we hold on them."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from crm.memory.hashing import Key
from crm.person_file import Section
from listening.authors import authors_at
from listening.models import Hearing, Mention, MentionVersion


def tell(*, addresses: Collection[Key], **_signal: Any) -> list[Section]:
    authors = authors_at(addresses)
    posts = Mention.objects.filter(author__in=authors).order_by("published_at")
    ids = list(posts.values_list("pk", flat=True))
    versions = MentionVersion.objects.filter(mention__in=ids).order_by("until")
    heard = Hearing.objects.filter(mention__in=ids).select_related("staff").order_by("at")
    return [
        Section(
            "posts",
            _("What they published, as we heard it"),
            [
                {
                    "published_at": post.published_at,
                    "heard_at": post.heard_at,
                    "channel": post.get_channel_display(),
                    "as": post.author_name,
                    "title": post.title,
                    "text": post.text,
                    "url": post.url,
                }
                for post in posts
            ],
        ),
        Section(
            "earlier_posts",
            _("What their posts said before they were edited"),
            [{"until": one.until, "title": one.title, "text": one.text} for one in versions],
        ),
        Section(
            "hearings",
            _("Who took it in"),
            [{"at": one.at, "by": str(one.staff), "verdict": one.get_verdict_display()} for one in heard],
        ),
    ]
