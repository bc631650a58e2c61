"""What an address tells by its looks alone; nobody is asked."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext as _

MOBILE = re.compile(r"^(?:www|m|mobile|old|new|np)\.")
BY_HAND = {
    "linkedin.com": "LinkedIn",
    "facebook.com": "Facebook",
    "fb.com": "Facebook",
    "instagram.com": "Instagram",
    "threads.net": "Threads",
    "threads.com": "Threads",
    "tiktok.com": "TikTok",
}


class Looks(NamedTuple):
    """`host` in small letters, without www and the like; `steps` of the path; `query` by name, the first of each."""

    scheme: str
    netloc: str
    host: str
    steps: list[str]
    query: dict[str, str]


def look(address: str) -> Looks | None:
    """None for what is no address of the web."""
    text = address.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
        fine = parts.scheme in ("http", "https") and "." in host and parts.port != 0
        query = dict(reversed(parse_qsl(parts.query, max_num_fields=50)))
    except ValueError:
        return None
    if not fine or any(sign.isspace() for sign in text):
        return None
    return Looks(parts.scheme, parts.netloc, MOBILE.sub("", host), [s for s in parts.path.split("/") if s], query)


def advice(address: str) -> str:
    """What to do about an address at which nothing can be listened to; "" for all others."""
    seen = look(address)
    if seen is None:
        return ""
    if seen.host == "podcasts.apple.com" and (number := re.search(r"/id(\d{1,12})", f"/{'/'.join(seen.steps)}")):
        return _(
            "Apple’s page does not name the podcast’s feed. Open https://itunes.apple.com/lookup?id=%(id)s and paste "
            "the address behind “feedUrl” here, or paste the podcast’s own site."
        ) % {"id": number[1]}
    if seen.host in ("open.spotify.com", "podcasters.spotify.com"):
        return _("Spotify gives no feed. Paste the podcast’s own site here: most name their feed there.")
    if seen.host == "bsky.app" and len(seen.steps) >= 3 and seen.steps[2] in ("feed", "lists"):
        return _("Feeds and lists that people make on Bluesky cannot be asked. Listen to a search, or to its people.")
    if name := BY_HAND.get(seen.host):
        return _(
            "%(name)s lets nobody listen. Keep its pages by hand with the bookmark (Keep a page), or load the file "
            "that a monitoring tool exports."
        ) % {"name": name}
    return ""
