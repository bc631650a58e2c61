"""Which addresses are public: the edges of each range, and every known way to write a private one."""

from ipaddress import ip_address
from typing import Any

import pytest

from crm.outgoing.checks import check_listed_networks
from crm.outgoing.errors import NotReached, Reason
from crm.outgoing.networks import is_public, listed
from tests.crm.outgoing.servers import Names, guard

PUBLIC = [
    "1.0.0.0",
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "191.255.255.255",
    "192.0.1.0",
    "192.88.98.255",
    "192.88.100.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "198.51.99.255",
    "198.51.101.0",
    "203.0.112.255",
    "203.0.114.0",
    "223.255.255.255",
    "2001:200::",
    "2001:4860:4860::8888",
    "2001:db7:ffff::",
    "2001:db9::",
    "2003::",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "2c0f:fff0::1",
]

TRICKS = {
    "this network": "0.0.0.0",
    "this network, not its first": "0.1.2.3",
    "private, ten": "10.0.0.1",
    "shared with the carrier, first": "100.64.0.0",
    "shared with the carrier, last": "100.127.255.255",
    "metadata of Alibaba": "100.100.100.200",
    "loopback": "127.0.0.1",
    "loopback, last": "127.255.255.255",
    "metadata of Amazon and others": "169.254.169.254",
    "link-local": "169.254.0.1",
    "metadata of Azure": "168.63.129.16",
    "private, 172": "172.16.0.1",
    "private, 172, last": "172.31.255.255",
    "metadata of Oracle": "192.0.0.192",
    "protocol assignments": "192.0.0.8",
    "documentation 1": "192.0.2.1",
    "6to4 relay": "192.88.99.1",
    "private, 192": "192.168.0.1",
    "benchmarks": "198.18.0.1",
    "benchmarks, last": "198.19.255.255",
    "documentation 2": "198.51.100.7",
    "documentation 3": "203.0.113.7",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified, six": "::",
    "loopback, six": "::1",
    "mapped": "::ffff:127.0.0.1",
    "mapped, in hex": "::ffff:7f00:1",
    "mapped, though public": "::ffff:8.8.8.8",
    "compatible": "::127.0.0.1",
    "translated (SIIT)": "::ffff:0:127.0.0.1",
    "NAT64": "64:ff9b::7f00:1",
    "NAT64, though public": "64:ff9b::808:808",
    "NAT64, local": "64:ff9b:1::a00:1",
    "discard": "100::1",
    "Teredo": "2001:0:7f00:1::1",
    "ORCHID": "2001:20::1",
    "documentation, six": "2001:db8::1",
    "documentation, six, newer": "3fff::1",
    "6to4 of loopback": "2002:7f00:1::",
    "6to4 of a private one": "2002:c0a8:1::1",
    "segment routing": "5f00::1",
    "unique local": "fc00::1",
    "metadata of Amazon, six": "fd00:ec2::254",
    "metadata of Google, six": "fd20:ce::254",
    "link-local, six": "fe80::1",
    "site-local": "fec0::1",
    "multicast, six": "ff02::1",
}

SPELLINGS = {
    "decimal": "2130706433",
    "hexadecimal": "0x7f000001",
    "hexadecimal, upper": "0X7F000001",
    "octal": "017700000001",
    "octal parts": "0177.0.0.1",
    "hexadecimal parts": "0x7f.0.0.1",
    "mixed parts": "0x7f.1",
    "short": "127.1",
    "shorter": "127.0.1",
    "nought": "0",
    "leading noughts": "127.000.000.001",
    "a dot behind": "127.0.0.1.",
    "five parts": "127.0.0.1.1",
    "too large a part": "256.0.0.1",
    "public, but in decimal": "134744072",
    "zone": "fe80::1%eth0",
    "zone of a public one": "2606:4700:4700::1111%1",
    "zone, quoted": "fe80::1%25lo",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_it_calls_public_addresses(address: str) -> None:
    assert is_public(ip_address(address))
    assert [str(found) for found in guard().addresses(address, 443)] == [address]


@pytest.mark.parametrize("address", TRICKS.values(), ids=TRICKS)
def test_it_refuses_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    for host, names in ((address, Names()), ("evil.example", Names(evil_example=[address]))):
        with pytest.raises(NotReached) as refused:
            guard(names=names).addresses(host, 443)
        assert refused.value.reason == Reason.PRIVATE
        assert address not in str(refused.value)


@pytest.mark.parametrize("host", SPELLINGS.values(), ids=SPELLINGS)
def test_it_refuses_odd_spellings_without_asking_anybody(host: str) -> None:
    names = Names()
    with pytest.raises(NotReached) as refused:
        guard(names=names).addresses(host, 443)
    assert refused.value.reason == Reason.PRIVATE
    assert names.asked == []


def test_one_bad_answer_among_good_ones_is_enough() -> None:
    for answers in (["93.184.215.14", "10.0.0.1"], ["::1", "93.184.215.14"], ["93.184.215.14", "fe80::1%2"]):
        with pytest.raises(NotReached):
            guard(names=Names(evil_example=answers)).addresses("evil.example", 443)


def test_the_operator_opens_networks_addresses_and_hosts() -> None:
    names = Names(feeds_corp=["10.1.2.3"], other_corp=["10.1.2.3"])
    assert guard("10.1.0.0/16").addresses("10.1.2.3", 80)
    assert guard("10.1.2.3", names=names).addresses("other.corp", 80)
    assert guard("feeds.corp", names=names).addresses("Feeds.Corp.", 80)
    for entry in ("10.2.0.0/16", "feeds.corp", "::1"):
        with pytest.raises(NotReached):
            guard(entry, names=names).addresses("other.corp", 80)
    with pytest.raises(NotReached):  # opening loopback does not open its disguises
        guard("127.0.0.0/8").addresses("::ffff:127.0.0.1", 80)


@pytest.mark.parametrize("entry", ["10.1.0.0/33", "10.1.2.3/16", "127.1", "not a host", "*", "-x"])
def test_a_wrong_entry_is_told_at_the_start(entry: str, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["10.0.0.0/8", entry]
    with pytest.raises(ValueError, match="."):
        listed((entry,))
    assert [found.id for found in check_listed_networks()] == ["crm.E001"]
