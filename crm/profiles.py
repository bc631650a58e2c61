"""How platforms write their members: the hosts, the paths that lead to a profile, and the way back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, unquote


@dataclass(frozen=True, slots=True)
class Profile:
    label: str
    hosts: Sequence[str]
    path: str
    """Pattern for the path of a profile address; its group `name` is the member's name."""
    name: str
    """Pattern that a member's name matches whole, without regard to case."""
    link: str
    example: str
    not_names: str = ""
    """First parts of paths that look like a member's name and are something else."""
    id_path: str = ""
    """Path of profile addresses that carry the name as `?id=`."""


PROFILES: dict[str, Profile] = {
    "bluesky": Profile(
        label="Bluesky",
        hosts=("bsky.app",),
        path=r"/profile/(?P<name>[^/]+)",
        name=r"did:[a-z]+:[a-z0-9.:_-]+|[a-z0-9-]+(\.[a-z0-9-]+)+",
        link="https://bsky.app/profile/{}",
        example="ana.bsky.social",
    ),
    "x": Profile(
        label="X",
        hosts=("x.com", "twitter.com"),
        path=r"/(?:#!/)?@?(?P<name>[^/]+)",
        name=r"[a-z0-9_]{1,20}",
        link="https://x.com/{}",
        example="@ana",
        not_names="home i search intent share hashtag explore messages settings",
    ),
    "instagram": Profile(
        label="Instagram",
        hosts=("instagram.com", "instagr.am"),
        path=r"/(?:stories/)?@?(?P<name>[^/]+)",
        name=r"[a-z0-9._]{1,30}",
        link="https://www.instagram.com/{}/",
        example="@ana",
        not_names="p reel reels tv explore accounts",
    ),
    "threads": Profile(
        label="Threads",
        hosts=("threads.net", "threads.com"),
        path=r"/@(?P<name>[^/]+)",
        name=r"[a-z0-9._]{1,30}",
        link="https://www.threads.com/@{}",
        example="@ana",
    ),
    "tiktok": Profile(
        label="TikTok",
        hosts=("tiktok.com",),
        path=r"/@(?P<name>[^/]+)",
        name=r"[a-z0-9._]{1,30}",
        link="https://www.tiktok.com/@{}",
        example="@ana",
    ),
    "youtube": Profile(
        label="YouTube",
        hosts=("youtube.com",),
        path=r"/@?(?P<name>(?:(?:c|user|channel)/)?[^/]+)",
        name=r"((c|user|channel)/)?[\w.·-]{1,100}",
        link="https://www.youtube.com/{}",
        example="@ana",
        not_names="watch playlist feed shorts results embed live c user channel",
    ),
    "reddit": Profile(
        label="Reddit",
        hosts=("reddit.com",),
        path=r"/(?:u|user)/(?P<name>[^/]+)",
        name=r"[a-z0-9_-]{1,30}",
        link="https://www.reddit.com/user/{}",
        example="u/ana",
    ),
    "facebook": Profile(
        label="Facebook",
        hosts=("facebook.com", "fb.com"),
        path=r"/(?:(?:people|pages)/[^/]+/(?=\d)|pg/)?(?P<name>[^/]+)",
        name=r"[\w.-]{1,100}",
        link="https://www.facebook.com/{}",
        example="facebook.com/ana.lee",
        not_names="groups events share sharer sharer.php people pages watch photo photo.php profile.php",
        id_path="/profile.php",
    ),
    "linkedin": Profile(
        label="LinkedIn",
        hosts=("linkedin.com",),
        path=r"/(?P<name>(?:in|company|school|showcase)/[^/]+|pub/[^/]+(?:/\w+){0,3})",
        name=r"(in|company|school|showcase)/[^\s/?#@%]{1,200}|pub/[^\s/?#@%]{1,200}(/\w+){0,3}",
        link="https://www.linkedin.com/{}",
        example="linkedin.com/in/ana-lee",
    ),
    "hackernews": Profile(
        label="Hacker News",
        hosts=("news.ycombinator.com",),
        path=r"(?!)",
        name=r"[\w-]{1,30}",
        link="https://news.ycombinator.com/user?id={}",
        example="ana",
        id_path="/user",
    ),
}
CASE_MATTERS = frozenset({"hackernews"})


def platform_of(host: str) -> str | None:
    """The channel whose platform this host belongs to; None for the rest of the web."""
    while host:
        if channel := _PLATFORMS.get(host):
            return channel
        host = host.partition(".")[2]
    return None


_PLATFORMS = {host: channel for channel, profile in PROFILES.items() for host in profile.hosts}


def name_in_address(channel: str, address: SplitResult) -> str | None:
    """The member's name in an address of this platform; None if the address is no member's profile."""
    profile = PROFILES[channel]
    path = address.path + (f"#{address.fragment}" if address.fragment.startswith("!/") else "")
    if profile.id_path and path.rstrip("/").lower() == profile.id_path:
        return next(iter(parse_qs(address.query).get("id", [])), None)
    found = re.match(profile.path, path, re.IGNORECASE)
    if not found or found["name"].lower() in profile.not_names.split():
        return None
    return unquote(found["name"])


def bare_name(channel: str, name: str) -> str:
    """A name without the ornaments its platform or its members put around it."""
    name = name.removeprefix("@")
    if channel == "bluesky":
        name = name.removeprefix("at://").rstrip("/")
        return name if "." in name or name.startswith("did:") else f"{name}.bsky.social"
    if channel == "reddit":
        return re.sub(r"^/?(?:u|user)/", "", name, flags=re.IGNORECASE)
    if channel == "linkedin":
        name = name.strip("/")
        return name if "/" in name else f"in/{name}"
    if channel == "youtube" and re.fullmatch(r"UC[\w-]{22}", name):
        return f"channel/{name}"
    if channel == "youtube" and name.lower().startswith("channel/"):
        return f"channel/{name.partition('/')[2]}"
    return name


def keeps_case(channel: str, name: str) -> bool:
    """Whether case tells members apart: it does where a code stands for the member, and on Hacker News."""
    return channel in CASE_MATTERS or (channel == "youtube" and name.startswith("channel/"))


def link_to(channel: str, key: str) -> str:
    if channel == "youtube" and "/" not in key:
        key = f"@{key}"
    return PROFILES[channel].link.format(quote(key, safe="/@:"))
