"""Random texts and queries in several scripts, from words few enough to meet."""

from hypothesis import strategies as st

from listening.matching import Post
from listening.query.syntax import And, Field, Near, Node, Not, Or, Term

WORDS = [
    "cargo", "bike", "Bike", "BIKES", "biking", "e-bike", "ebike", "CargoBike", "café", "cafe\u0301", "CAFE", "Straße",
    "strasse", "l’énergie", "energie", "don't", "dont", "Łódź", "й", "и", "Ёлка", "елка", "ΌΣΟΣ", "όσος", "ﬁre", "fire",
    "ｂｉｋｅ", "東京", "京", "タワー", "ﾀﾜｰ", "がい", "กรุงเทพ", "กรุ", "서울", "서울에서", "नमस्ते", "سلام", "سَلام",
    "שלום", "שָׁלוֹם",
    "🚲", "👍", "👍🏽", "❤️", "❤", "👩‍🚒", "🇩🇪", "42", "٤٢", "a", "b", "x1", "Tesla™", "m²", "HTTPServer", "İstanbul",
]  # fmt: skip
MARKUP = [
    "#CargoBike", "#bike", "#東京タワー", "#cargo_bike", "#नमस्ते", "#HTTPServer", "#É", "#_", "#1", "#EBike", "＃Bike",
    "@alice",
    "@Alice.bsky.example", "@bob@example.social", "@bike", "@x-y", "&#39;", "https://a.example/bike?b#c",
    "www.bike.example",
    "http://", "bike@example.com", "##bike", "@@x", "a#bike", "@_", "HTTPS://X.example/東京",
]  # fmt: skip
SIGNS = [
    " ",
    " ",
    " ",
    ", ",
    ". ",
    "\n",
    "",
    "-",
    "’",
    "'",
    "/",
    "(",
    ") ",
    "\u00ad",
    "\u200b",
    "_",
    "・",
    "。",
    "\x01",
    "\x02",
]

texts = st.one_of(
    st.lists(
        st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS + MARKUP), st.sampled_from(SIGNS)), max_size=14
    ).map(" ".join),
    st.lists(st.tuples(st.sampled_from(WORDS + MARKUP), st.sampled_from(SIGNS)), max_size=10).map(
        lambda pairs: "".join(word + sign for word, sign in pairs)
    ),
    st.text(max_size=30),
)
posts = st.builds(
    Post,
    texts,
    title=st.one_of(st.just(""), texts),
    author=st.sampled_from(["", "@alice", "Alice", "bob.example"]),
    site=st.sampled_from(["", "bbc.example", "news.bbc.example", "xbbc.example"]),
    languages=st.sampled_from([("en",), ("de-AT",), ("pt-BR", "en"), ("xx",)]),
    source=st.sampled_from(["", "Bike News"]),
    source_kind=st.sampled_from(["feed", "bluesky"]),
    links=st.sampled_from([(), ("https://a.example/b/c?d=e",), ("https://x.a.example/", "https://b.example/b")]),
)

phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
terms = st.one_of(
    st.builds(Term, st.sampled_from([word for word in WORDS if word != "don't"]), as_written=st.booleans()),
    st.builds(Term, phrases, quoted=st.just(True), as_written=st.booleans()),
    st.builds(
        Term, st.sampled_from(["bik", "car", "BIK", "서울", "cargo bik"]), quoted=st.just(True), prefix=st.just(True)
    ),
    st.builds(
        Term, st.sampled_from(["#bike", "#CargoBike", "#東京タワー", "#cargo_bike", "@alice", "@bob@example.social"])
    ),
    st.builds(Term, st.sampled_from(["#bik", "@ali"]), prefix=st.just(True)),
)
fields = st.one_of(
    st.builds(Field, st.just("author"), st.sampled_from(["alice", "@Alice", "bob.example", "carl"])),
    st.builds(Field, st.just("author"), st.just("bob"), prefix=st.just(True)),
    st.builds(Field, st.just("site"), st.sampled_from(["bbc.example", "news.bbc.example"])),
    st.builds(Field, st.just("lang"), st.sampled_from(["en", "de", "pt", "pt-br"])),
    st.builds(Field, st.just("source"), st.sampled_from(["bike news", "feed"])),
    st.builds(Field, st.just("link"), st.sampled_from(["a.example", "a.example/b", "a.example/b/c", "b.example/c"])),
)
sides = st.lists(terms, min_size=1, max_size=2).map(tuple)
nears = st.builds(Near, sides, sides, st.integers(0, 4), st.booleans())


def joined(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(children, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(And, parts), st.builds(Or, parts), st.builds(Not, children))


nodes = st.recursive(st.one_of(terms, terms, nears, fields), joined, max_leaves=6)
