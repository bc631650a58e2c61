"""A query in plain words, such that nobody can take it two ways."""

import pytest
from django.utils import translation

from listening.query import explain, parse

SAID = [
    ("bike", "Posts that mention “bike”."),
    ("cargo bike", "Posts that mention “cargo” and “bike”."),
    (
        '("cargo bike" OR bik*) NOT (motor OR car)',
        "Posts that mention (“cargo bike” or a word beginning with “bik”), but not “motor” or “car”.",
    ),
    ("a OR b c", "Posts that mention “a” or (“b” and “c”)."),
    ("(a OR b) c", "Posts that mention (“a” or “b”) and “c”."),
    ("a OR b NOT c", "Posts that mention “a” or (mention “b”, but not “c”)."),
    ("a NOT b NOT (c d)", "Posts that mention “a”, but not “b” or (“c” and “d”)."),
    ("a NEAR/3 (b OR c)", "Posts that mention (“a” with at most 3 words between it and (“b” or “c”))."),
    ("a ONEAR/1 b", "Posts that mention (“a” and after it, with at most 1 word between, “b”)."),
    ("a ONEAR/0 b", "Posts that mention “a” right before “b”."),
    ("case:NATO", "Posts that mention “NATO” with these capitals and accents."),
    ("#Bike OR @alice", "Posts that mention the hashtag #Bike or @alice by handle."),
    ("bike lang:de site:bbc.example", "Posts that mention “bike”, are in German and stand on bbc.example."),
    ("lang:xx-yy", "Posts that are in the language “xx-yy”."),
    ("a OR b OR author:bob", "Posts that (mention “a” or “b”) or are written by bob."),
    ("bike NOT source:feed", "Posts that mention “bike”, but do not (come from the source “feed”)."),
    ('topic:"Bikes" link:example.com', "Posts that match the topic “Bikes” and link to example.com."),
]


@pytest.mark.parametrize(("query", "said"), SAID)
def test_it_is_explained(query: str, said: str) -> None:
    with translation.override("en"):
        assert explain(parse(query)) == said
