"""Web addresses compared: the same page written two ways has one canonical address."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# Hiragana and the marks beside it are no part of an address: in Japanese a link stands in its sentence without blanks.
FOUND = re.compile(r"(?:https?://|www\.)[^\s<>\"'”’»\u3000-\u303f\u3040-\u309f]+", re.IGNORECASE)
_NOISE = r"(?i:utm_\w+|fbclid|gclid|mc_[ce]id|igshid?|ref_src)"
NOISE = re.compile(f"^{_NOISE}$")
TRAILING = ".,;:!?)]}*_"
_PAIR = rf"(?!{_NOISE}=)[A-Za-z0-9_]+=[A-Za-z0-9_.-]*"
_PLAIN = re.compile(rf"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(/[!-\"$->@-~]*)?(\?{_PAIR}(?:&{_PAIR})*)?")  # no port


def canonical(url: str) -> str:
    """Without scheme, www., tracking, fragment and trailing slash, host in lower case; "" for no address."""
    text = url.strip()
    if not text:
        return ""
    if plain := _PLAIN.fullmatch(text):  # the many, in a fifth of the time
        host, path, query = plain[1].removeprefix("www."), plain[2] or "", plain[3] or ""
        return f"{host}{path.rstrip('/')}{query}" if "." in host else ""
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
