"""One post while it is being matched: what topics ask about it is worked out once, and only when one asks."""

from collections.abc import Callable

from listening.folding import find_urls, fold_as_written
from listening.matching.addresses import Address, address_of, handle_key
from listening.matching.post import Post

Detect = Callable[[str], str | None]


class Reading:
    """`folded`: gives its title and text folded; `detect` says which language a text is in, or None."""

    _folded: bytes | None = None
    _written: bytes | None = None
    _languages: tuple[str, ...] | None = None
    _addresses: tuple[Address, ...] | None = None

    def __init__(self, post: Post, folded: Callable[[], bytes], detect: Detect) -> None:
        self.post = post
        self._fold = folded
        self._detect = detect

    @property
    def folded(self) -> bytes:
        if self._folded is None:
            self._folded = self._fold()
        return self._folded

    @property
    def written(self) -> bytes:
        """The same words at the same places with their capitals and accents."""
        if self._written is None:
            self._written = fold_as_written(self.post.text, self.post.title)
        return self._written

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes in small letters; detected if the source does not say; empty if that fails."""
        if self._languages is None:
            said = self.post.languages or tuple(filter(None, [self._detect(f"{self.post.title}\n{self.post.text}")]))
            self._languages = tuple(code.lower().replace("_", "-") for code in said)
        return self._languages

    @property
    def author(self) -> str:
        return handle_key(self.post.author)

    @property
    def site(self) -> str:
        """The host name, or empty."""
        return address_of(self.post.site)[0]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(handle_key(name) for name in (self.post.source, self.post.source_kind) if name)

    @property
    def addresses(self) -> tuple[Address, ...]:
        if self._addresses is None:
            links = (*self.post.links, *find_urls(self.post.title), *find_urls(self.post.text))
            self._addresses = tuple(dict.fromkeys(address_of(link) for link in links))
        return self._addresses
