"""A page that somebody picked by hand where no interface lets us listen: its address, its author, the words they
marked."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from crm.addresses import canonical, why_not_a_link
from crm.channels import Channel
from crm.errors import Refusal
from crm.handles import guess
from crm.models import Contact, Staff
from crm.profiles import PROFILES
from listening.authors import contacts_of
from listening.models import Mention
from listening.observed import Address, Observed
from listening.pipeline import take_in

KIND = "capture"


class Captured(NamedTuple):
    """`contact`: whom the reader knows its author as; None for a voice, or where nobody is named."""

    mention: Mention
    contact: Contact | None
    is_new: bool


def capture(
    *,
    staff: Staff,
    url: str,
    title: str = "",
    text: str = "",
    author_name: str = "",
    author_url: str = "",
    as_of: datetime,
) -> Captured:
    """Kept whatever it is about. The same words of the same page again change nothing. `author_url`: their profile;
    without one, the page's own address may tell."""
    url, text = url.strip(), text.strip()
    if not url:
        raise Refusal(url=_("Give the page's address."))
    if why_not := why_not_a_link(url):
        raise Refusal(url=why_not)
    author = _named(author_url) if author_url.strip() else writer_of(url)
    if author_url.strip() and author is None:
        raise Refusal(author_url=_("Give the address of their profile, or leave it empty."))
    post = Observed(
        native_id=_identity(url, text),
        author=author,
        author_name=author_name,
        url=url,
        title=title,
        text=text,
    )
    [taken] = take_in([post], kind=KIND, channel=author.channel if author else Channel.WEBSITE, as_of=as_of, keep=True)
    if taken.mention is None:
        raise Refusal(url=_("Somebody took this page out before, so it stays out."))
    mention = Mention.objects.select_related("author").get(pk=taken.mention)
    contact = contacts_of(staff, [mention.author]).get(mention.author.pk) if mention.author else None
    return Captured(mention, contact, taken.result == "new")


def writer_of(page: str) -> Address | None:
    """Who is named in the address of a page: members of platforms are. None for the rest of the web."""
    found = _named(page)
    return found if found and found.channel in {*PROFILES, Channel.MASTODON} else None


def _named(address: str) -> Address | None:
    found = guess(address)
    return Address(found.channel, found.value) if found else None


def _identity(url: str, text: str) -> str:
    """Streams of posts have one address for all: the marked words tell them apart."""
    marked = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16] if text else ""
    return f"{canonical(url)}#{marked}" if marked else canonical(url)
