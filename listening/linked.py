"""Who wrote what a link leads to, as far as we heard it."""

from datetime import date

from crm.addresses import canonical
from crm.models import Contact, Staff
from listening.authors import contacts_of
from listening.models import Mention
from listening.stories import story_of_link


def mention_at(url: str, *, today: date) -> Mention | None:
    """The post that stands at this address, if it was heard in the last weeks; None for any other link."""
    address = canonical(url)
    story = story_of_link(address, today) if address else None
    if story is None:
        return None
    posts = Mention.objects.filter(story=story).select_related("author").defer("words").order_by("published_at", "pk")
    return next((post for post in posts[:50] if canonical(post.url) == address), None)


def writer_at(url: str, *, staff: Staff, today: date) -> Contact | None:
    """The contact of `staff` who wrote it; None where that is not known."""
    post = mention_at(url, today=today)
    if post is None or post.author is None:
        return None
    return contacts_of(staff, [post.author]).get(post.author.pk)
