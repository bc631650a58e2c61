"""Which addresses are on the public internet: our own table, by an allow rule.

Python's `ipaddress.is_private` differs between versions and calls addresses public that lead home again
(`64:ff9b::7f00:1`, `::127.0.0.1`). So what is not listed here is refused.
Source: the special-purpose registries of RFC 6890 as of 2026, and the addresses where clouds keep their secrets.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# First and last address of each public range. Between them lie, in order: this network, private, shared (CGNAT),
# loopback, link-local, private, protocol assignments, documentation, 6to4 relays, private, benchmarks,
# documentation, documentation; after the last one multicast and reserved.
_PUBLIC_4 = [
    ("1.0.0.0", "9.255.255.255"),
    ("11.0.0.0", "100.63.255.255"),
    ("100.128.0.0", "126.255.255.255"),
    ("128.0.0.0", "168.63.129.15"),  # 168.63.129.16 answers inside every virtual machine of Azure
    ("168.63.129.17", "169.253.255.255"),
    ("169.255.0.0", "172.15.255.255"),
    ("172.32.0.0", "191.255.255.255"),
    ("192.0.1.0", "192.0.1.255"),
    ("192.0.3.0", "192.88.98.255"),
    ("192.88.100.0", "192.167.255.255"),
    ("192.169.0.0", "198.17.255.255"),
    ("198.20.0.0", "198.51.99.255"),
    ("198.51.101.0", "203.0.112.255"),
    ("203.0.114.0", "223.255.255.255"),
]
# Global unicast without Teredo and its neighbours (2001::/23), documentation and 6to4. IPv4-mapped and -compatible
# forms, NAT64, discard, unique local, link-local, site-local and multicast lie outside.
_PUBLIC_6 = [
    ("2001:200::", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db9::", "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2003::", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
]
_RANGES = {
    4: [(int(IPv4Address(first)), int(IPv4Address(last))) for first, last in _PUBLIC_4],
    6: [(int(IPv6Address(first)), int(IPv6Address(last))) for first, last in _PUBLIC_6],
}
_HOST = re.compile(r"(?!-)[a-z0-9_.-]{1,253}", re.IGNORECASE)


def is_public(address: Address) -> bool:
    ranges = _RANGES[address.version]
    place = bisect_right(ranges, (int(address), 1 << 128)) - 1
    return place >= 0 and int(address) <= ranges[place][1] and not getattr(address, "scope_id", None)


@dataclass(frozen=True)
class Listed:
    """What the operator opened: networks, and hosts by name whose every address is theirs to vouch for."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()

    def covers(self, host: str, address: Address) -> bool:
        return host in self.hosts or any(address in network for network in self.networks)


@lru_cache(maxsize=32)
def listed(entries: tuple[str, ...]) -> Listed:
    """Entries such as `10.1.0.0/16`, `fd00::/8`, `192.168.1.7` or `feeds.corp`. ValueError names a wrong one."""
    networks: list[Network] = []
    hosts: set[str] = set()
    for entry in filter(None, (entry.strip().lower().rstrip(".") for entry in entries)):
        if _looks_numeric(entry):
            networks.append(ip_network(entry))
        elif _HOST.fullmatch(entry):
            hosts.add(entry)
        else:
            raise ValueError(f"“{entry}” is neither a network nor the name of a host.")
    return Listed(tuple(networks), frozenset(hosts))


def _looks_numeric(text: str) -> bool:
    """Whether a resolver might read it as a number: `127.1`, `0x7f000001`, `017700000001` do not ask a DNS."""
    last = text.rstrip(".").rpartition(".")[2]
    return ":" in text or "/" in text or bool(re.fullmatch(r"\d+|0x[0-9a-f]*", last, re.IGNORECASE | re.ASCII))


def literal(host: str) -> Address | None:
    """The address that `host` spells, None for a name. ValueError for every spelling but the plain one."""
    bare = host.removeprefix("[").removesuffix("]")
    if "%" in bare:
        raise ValueError("An address with a zone belongs to one machine.")
    return ip_address(bare) if _looks_numeric(bare) else None
