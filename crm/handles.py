"""One address of a person on one channel: how it is recognised, shown and compared. No database here.

`value` is what people see, `key` is the identity: two ways of writing the same address have one key,
and normalising a key, or a value, again gives the same key.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NoReturn
from urllib.parse import SplitResult, quote, urlsplit

import phonenumbers

from crm.profiles import PROFILES, bare_name, keeps_case, link_to, name_in_address, platform_of

LONGEST = 500
PHONES = frozenset({"phone", "sms"})
WEB = frozenset({"website", "feed", "newsletter", "podcast"})
FREE_TEXT = frozenset({"in_person", "video", "post", "other"})
TRACKING = ("utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid=", "igsh=", "igshid=")
_PLAIN_EMAIL = re.compile(r"([A-Za-z0-9._%+-]{1,64})@([A-Za-z0-9.-]{3,253})")
_PLAIN_PHONE = re.compile(r"\+[1-9][0-9 .-]{5,24}[0-9]")
_NOT_DIGITS = re.compile(r"[^0-9]")
FEED_PATH = re.compile(r"(?:^feed:)|/(?:feed|rss|atom)/?$|\.(?:rss|atom|xml)$", re.IGNORECASE)


class HandleError(ValueError):
    """The address cannot be one of its channel; the text is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class NormalisedHandle:
    channel: str
    value: str
    key: str


def normalise(channel: str, value: str, *, region: str | None = None) -> NormalisedHandle:
    """The address as shown and as compared.

    `region` (such as "DE") is where phone numbers without a country code belong; None means unknown,
    such numbers are then compared by their digits. Raises HandleError.
    """
    channel = str(channel)
    text = _clean(value)
    if channel == "email":
        shown, key = _email(text)
    elif channel in PHONES:
        shown, key = _phone(text, region)
    elif channel == "mastodon":
        shown, key = _mastodon(text)
    elif channel in PROFILES:
        shown, key = _member(channel, text)
    elif channel in WEB:
        shown, key = text, _web_key(text)
    elif channel in FREE_TEXT:
        shown, key = text, _settled(" ".join(text.split()))
    else:
        raise HandleError(f"“{_short(channel)}” is not a channel; use email, phone, website, bluesky or the like.")
    if len(key) > LONGEST:
        raise HandleError(f"The address is longer than {LONGEST} characters; shorten it.")
    return NormalisedHandle(channel, shown, key)


def guess(value: str, *, region: str | None = None) -> NormalisedHandle | None:
    """What somebody pasted, with its channel recognised; None if it could be several things or none."""
    text = value.strip()
    for channel in _likely_channels(text):
        try:
            return normalise(channel, text, region=region)
        except HandleError:
            continue
    return None


def profile_link(channel: str, key: str) -> str | None:
    """Where a click on the handle leads; None for channels that have no address to open."""
    channel = str(channel)
    if channel == "email":
        return f"mailto:{quote(key, safe='@+')}"
    if channel in PHONES:
        return f"{'tel' if channel == 'phone' else 'sms'}:{key}"
    if channel == "mastodon":
        user, _, host = key.partition("@")
        return f"https://{host}/@{user}"
    if channel in WEB:
        return f"https://{quote(key, safe=_SAFE_IN_ADDRESS)}"
    return link_to(channel, key) if channel in PROFILES else None


_SAFE_IN_ADDRESS = "/?:@!$&'()*+,;=%~[]"


def _likely_channels(text: str) -> list[str]:
    lower = text.lower()
    if lower.startswith(("tel:", "sms:")):
        return ["phone" if lower.startswith("tel:") else "sms"]
    if lower.startswith(("at://", "did:")) or re.fullmatch(r"@?[a-z0-9-]+\.bsky\.social", lower):
        return ["bluesky"]
    if re.fullmatch(r"@[^@\s/]+@[^@\s/]+", lower) or lower.startswith("acct:"):
        return ["mastodon"]
    if re.fullmatch(r"\+?[\d\s()./-]{7,}", lower):
        return ["phone"]
    web = ["feed", "website"] if FEED_PATH.search(lower) else ["website"]
    address = _address(text)
    if address is not None and (platform := platform_of(address.hostname or "")):
        return [platform, *web]
    if address is not None and re.match(r"/(?:web/|deck/)?@", address.path):
        return ["mastodon", *web]
    return ["email"] if "@" in text.partition("?")[0] and "/" not in text else web


def _clean(value: str) -> str:
    if len(value) > LONGEST:
        raise HandleError(f"The address is longer than {LONGEST} characters; shorten it.")
    if value.isascii() and value.isprintable():  # the many: nothing to fold, nothing that hides
        return value.strip() or _refuse_empty()
    # Copied addresses carry invisible marks (direction, zero width): they never belong to an address.
    visible = "".join(c for c in value if unicodedata.category(c) != "Cf")
    text = unicodedata.normalize("NFKC", visible).strip()
    if not text:
        _refuse_empty()
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
        raise HandleError("The address holds a control character (a NUL byte or a line break); take it out.")
    return text


def _refuse_empty() -> NoReturn:
    raise HandleError("The address is empty; give one or leave it out.")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _settled(text: str, change: Callable[[str], str] = str.casefold) -> str:
    """Case taken out for good: folding can undo the normal form and back, so until it rests."""
    if text.isascii():
        return change(text)
    while (changed := unicodedata.normalize("NFKC", change(text))) != text:
        text = changed
    return text


_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_PLAIN_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")


def _domain(host: str) -> str | None:
    """The host in its one spelling: lower case, international names as `xn--`; None if it cannot be one."""
    if host.isascii():
        host = host.lower().rstrip(".")
        return host if _PLAIN_DOMAIN.fullmatch(host) and len(host) <= 253 else None
    host = _settled(host, str.lower).replace("。", ".").rstrip(".")
    labels = [label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in host.split(".")]
    fits = all(re.fullmatch(_LABEL, label) for label in labels)
    letters = all(unicodedata.category(c)[0] in "LMN" or c in "-_." for c in host)
    return ".".join(labels) if fits and letters and len(labels) > 1 and len(host) <= 253 else None


def _email(text: str) -> tuple[str, str]:
    if (plain := _PLAIN_EMAIL.fullmatch(text)) and (domain := _domain(plain[2])):
        return text, f"{plain[1].lower()}@{domain}"
    if found := re.search(r"<([^<>]+)>\s*$", text):
        text = found[1]
    text = re.sub(r"^mailto:", "", "".join(text.split()), flags=re.IGNORECASE).partition("?")[0].strip("<>,;")
    local, _, host = text.rpartition("@")
    domain = _domain(host)
    if not re.fullmatch(r"[^@<>,;:\"()\[\]\\]{1,64}", local) or domain is None:
        raise HandleError(f"“{_short(text)}” is not an e-mail address; it needs the form name@example.org.")
    return text, f"{_settled(local)}@{domain}"


def _phone(text: str, region: str | None) -> tuple[str, str]:
    if _PLAIN_PHONE.fullmatch(text) and (key := _plain_e164(text)):
        return text, key
    text = re.sub(r"^(?:tel|sms):", "", text, flags=re.IGNORECASE).strip()
    plus = "+" if text.startswith("+") else ""
    bare = plus + "".join(str(unicodedata.digit(c)) for c in text if c.isdecimal())
    for written in (text, bare):
        if key := _e164(written, region):
            return text, key
    if len(bare.removeprefix("+")) < 5:
        raise HandleError(f"“{_short(text)}” is not a phone number; it needs at least five digits.")
    return text, bare


def _e164(written: str, region: str | None) -> str | None:
    """The number in its international form, an extension after `;ext=`; None if it is no possible number."""
    if region is None and written.startswith("00"):
        written = f"+{written[2:]}"
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    key = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{key};ext={number.extension}" if number.extension else key


def _plain_e164(written: str) -> str | None:
    """The same for the usual case, without the library's long way: digits behind a country code, of a possible length
    and without a prefix that is only dialled at home. None if it is not the usual case."""
    digits = _NOT_DIGITS.sub("", written)
    for length in (1, 2, 3):
        if plan := _numbering_plan(int(digits[:length])):
            home_prefix, lengths = plan
            number = digits[length:]
            usual = len(number) in lengths and number[0] != "0" and not (home_prefix and home_prefix.match(number))
            return f"+{digits}" if usual else None
    return None


@cache
def _numbering_plan(country_code: int) -> tuple[re.Pattern[str] | None, frozenset[int]] | None:
    """What is dialled before a number at home, and how long numbers are; None if nobody has this code."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country_code)
    if regions is None:
        return None
    plan = phonenumbers.PhoneMetadata.metadata_for_region(regions[0], None)
    if plan is None or plan.general_desc is None:  # satellites and the like
        return None, frozenset()
    prefix = plan.national_prefix_for_parsing
    return re.compile(prefix) if prefix else None, frozenset(plan.general_desc.possible_length)


def _mastodon(text: str) -> tuple[str, str]:
    name = re.sub(r"^acct:", "", text, flags=re.IGNORECASE).removeprefix("@")
    address = _address(text) if "/" in text else None
    if address is not None:
        found = re.match(r"/(?:web/|deck/)?(?:@|users/)(?P<user>[^/@]+)(?:@(?P<home>[^/]+))?", address.path)
        name = f"{found['user']}@{found['home'] or address.hostname}" if found else ""
    user, _, host = name.partition("@")
    domain = _domain(host)
    if not re.fullmatch(r"[a-z0-9_][a-z0-9_.-]{0,60}", _settled(user)) or domain is None:
        raise HandleError(f"“{_short(text)}” is not a Mastodon handle; it needs its server: @ana@mastodon.example.")
    return f"{user}@{host}", f"{_settled(user)}@{domain}"


def _member(channel: str, text: str) -> tuple[str, str]:
    profile = PROFILES[channel]
    address = None if _is_bare_name(channel, text) else _address(text)
    if address is not None and platform_of(address.hostname or "") == channel:
        name: str | None = name_in_address(channel, address)
    else:
        name = text
    name = bare_name(channel, unicodedata.normalize("NFKC", name).strip()) if name else ""
    if not re.fullmatch(profile.name, name.lower()):
        raise HandleError(
            f"“{_short(text)}” is not a {profile.label} handle or profile; write it like {profile.example}."
        )
    shown = f"linkedin.com/{name}" if channel == "linkedin" else name
    return shown, name if keeps_case(channel, name) else _settled(name, str.lower)


def _is_bare_name(channel: str, text: str) -> bool:
    """Whether it is surely no address of the platform: nothing that comes after a host, and no such host."""
    return text.isascii() and not _AFTER_HOST.search(text) and platform_of(text.lower().rstrip(".")) != channel


_AFTER_HOST = re.compile(r"[/?#:\\]")


def _address(text: str) -> SplitResult | None:
    """The text as a web address with the scheme optional; None if it cannot be one."""
    bare = re.sub(r"^(?:feed:(?://)?)?(?:https?://|//)?", "", text, flags=re.IGNORECASE)
    try:
        parts = urlsplit(f"https://{bare}")
        host = _domain(parts.hostname or "")
        port = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    if host is None or parts.username is not None or any(c.isspace() for c in text):
        return None
    return parts._replace(netloc=host if port in {None, 80, 443} else f"{host}:{port}")


def _web_key(text: str) -> str:
    address = _address(text)
    if address is None:
        raise HandleError(f"“{_short(text)}” is not a web address; write it like example.org/blog.")
    host = address.netloc
    while host.startswith("www.") and _domain(host[4:].partition(":")[0]):
        host = host[4:]
    wanted = [part for part in address.query.split("&") if part and not part.lower().startswith(TRACKING)]
    return host + address.path.rstrip("/") + (f"?{'&'.join(wanted)}" if wanted else "")
