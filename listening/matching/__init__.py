"""Which topics a post belongs to.

    matcher = compile_topics({1: parse("bik*"), 2: parse('topic:"Bikes" lang:de')}, names={1: "Bikes"})
    matcher.match(Post(text="Fahrräder und Bikes", languages=("de",)))     # frozenset({1, 2})
    for topics in matcher.match_many(posts): ...                            # the same for many, faster
    matcher.places(post, 1)                                                 # where it hit, to mark on a screen
    matcher = matcher.changed({3: parse("cargo")}, names={3: "Cargo"}, gone=[2])

A matcher never changes, may be shared by threads, and pickles as its queries. No database, no network.
"""

from listening.matching.matcher import Matcher, compile_topics
from listening.matching.overlap import Overlap, overlap, overlaps
from listening.matching.places import Place
from listening.matching.post import Post

__all__ = ["Matcher", "Overlap", "Place", "Post", "compile_topics", "overlap", "overlaps"]
