"""What the matcher looks at."""

from typing import NamedTuple


class Post(NamedTuple):
    """A post or article as plain text, without HTML. What is not known is empty.

    `author`: the handle (`alice.bsky.social`, `alice@example.social`) or, where there is none, the byline.
    `site`: host name or address of the page it stands on. `languages`: BCP 47 codes as the source says; empty means
    that it does not say, and the language is detected if a topic asks. `source`: the source's name in our list,
    `source_kind`: `feed`, `bluesky` … `links`: page addresses beside those that stand in the text."""

    text: str
    title: str = ""
    author: str = ""
    site: str = ""
    languages: tuple[str, ...] = ()
    source: str = ""
    source_kind: str = ""
    links: tuple[str, ...] = ()
