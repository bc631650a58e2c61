"""The same page written two ways has one canonical address."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.addresses import canonical

hosts = st.lists(st.text("aw9-", min_size=1, max_size=4), min_size=1, max_size=4).map(".".join)
pairs = st.builds(
    "{}={}".format, st.sampled_from(["a", "Utm_x", "gclid", "gclids", "_"]), st.sampled_from(["", "1.b", "%20"])
)
rests = st.one_of(
    st.text(string.ascii_letters + "/%&;:@.[]\\<>\"'^#?=_ \t", max_size=20),
    st.lists(pairs, min_size=1, max_size=3).map("&".join).map("?".__add__),
)


@pytest.mark.parametrize(
    "written",
    [
        *("https://bikes.example/cargo", "HTTP://www.Bikes.example:443/cargo/?utm_source=x#top", "bikes.example/cargo"),
        *(" https://bikes.example/cargo/ ", "https://bikes.example/cargo?fbclid=1"),
    ],
)
def test_it_is_the_same_page_however_it_was_written(written: str) -> None:
    assert canonical(written) == "bikes.example/cargo"


@given(st.sampled_from(["", "www.", "WWW.", "www.www."]), hosts, st.sampled_from(["", "/"]), rests)
def test_plain_addresses_are_read_as_all_are(www: str, host: str, slash: str, rest: str) -> None:
    address = f"://{www}{host}{slash}{rest}"
    assert canonical(f"https{address}") == canonical(f"HTTPS{address}")
