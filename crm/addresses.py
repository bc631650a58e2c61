"""Web addresses compared: the same page written two ways has one canonical address."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

FOUND = re.compile(r"(?:https?://|www\.)[^\s<>\"'”’»]+", re.IGNORECASE)
NOISE = re.compile(r"^(utm_\w+|fbclid|gclid|mc_[ce]id|igshid?|ref_src)$", re.IGNORECASE)
TRAILING = ".,;:!?)]}*_"


def canonical(url: str) -> str:
    """Without scheme, www., tracking, fragment and trailing slash, host in lower case; "" for no address."""
    text = url.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    if "." not in host and host != "localhost":
        return ""
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not NOISE.match(k)])
    return f"{host}{port}{parts.path.rstrip('/')}{'?' + query if query else ''}"


def addresses_in(text: str) -> set[str]:
    """The canonical addresses of all links in a text."""
    found = (canonical(match.rstrip(TRAILING)) for match in FOUND.findall(text))
    return {address for address in found if address}


def why_not_a_link(url: str) -> str:
    """A sentence when `url` is given and is no http(s) address; "" when it will do."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fine = False
    return "" if fine else "Give a whole address that starts with https://."
