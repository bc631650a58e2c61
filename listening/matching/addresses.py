"""Handles, hosts and page addresses, brought to a form in which equal ones are equal."""

import unicodedata

Address = tuple[str, str]
"""Host and path: ("bbc.co.uk", "/news/1"). The path keeps its capitals, has no query and no slash at its end."""


def handle_key(value: str) -> str:
    """`@Alice` and `alice` are one."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split()).lstrip("@")


def address_of(link: str) -> Address:
    """Of `https://www.BBC.co.uk:443/news/?a=b#c` ("bbc.co.uk", "/news"). Of what is no address, empty or odd
    hosts, which match nothing sensible."""
    rest = link.strip().split("://", 1)[-1]
    for sign in "?#":
        rest = rest.split(sign, 1)[0]
    authority, _slash, path = rest.partition("/")
    host = authority.rsplit("@", 1)[-1].split(":", 1)[0].casefold().rstrip(".").removeprefix("www.")
    return _ascii_host(host), f"/{path}".rstrip("/")


def host_and_parents(host: str) -> list[str]:
    """Of `news.bbc.co.uk`: itself, `bbc.co.uk`, `co.uk`, `uk`. At most twenty labels are looked at."""
    labels = host.split(".")[-20:]
    return [".".join(labels[start:]) for start in range(len(labels))] if host else []


def lies_below(address: Address, wanted: Address) -> bool:
    """Whether the address is of the wanted host or one below it, and its path the wanted one or below that."""
    host, path = address
    wanted_host, wanted_path = wanted
    same_host = host == wanted_host or host.endswith("." + wanted_host)
    return same_host and (path == wanted_path or path.startswith(wanted_path + "/"))


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
