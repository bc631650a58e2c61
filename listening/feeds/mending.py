"""What many feeds get wrong, put right before they are parsed: where the fast parser stumbles, it cuts a text short
without a word. Bytes in, UTF-8 out. Pure."""

import re
from contextlib import suppress
from html.entities import html5

_CHARSET = re.compile(
    r"utf-?(?:8|16|32)(?:[-_]?[lb]e)?|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?\d{1,2}|(?:windows|cp)-?\d{3,4}|koi8-[rut]"
    r"|shift[-_]?jis|sjis|euc-(?:jp|kr)|iso-2022-(?:jp|kr)|gb(?:2312|k|18030)|big5(?:-?hkscs)?|tis-620|macintosh",
    re.IGNORECASE,
)  # and none of Python's others, some of which take for ever
_REALLY = {  # what programs mean by these, as browsers read them
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
    "euc-kr": "cp949",
}
_DECLARED = re.compile(rb"(<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"'])([^\"'>]{1,40})")
_MARKS = {
    **{b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<\0": "utf-16-be"},
    b"\xef\xbb\xbf": "utf-8",
}
_LOOKS_ASCII = ("iso-2022", "utf-16", "utf-32")  # valid UTF-8 as well, but for what it says
_HEAD = 1_000
_STRAY = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos|#\d{2,7}|#x[0-9a-fA-F]{2,6});)(?:([A-Za-z][A-Za-z0-9]{1,31});)?", re.IGNORECASE
)
_CONTROL = bytes({*range(32)} - {9, 10, 13})
_DAY = re.compile(rb"<pubDate>[^<]{0,80}</pubDate>")
_ZONE = re.compile(rb"\s(?:GMT|UTC?)?([+-]\d\d):?(\d\d)\s*<")
_EARLY = 60_000


def mended(body: bytes) -> bytes:
    """A feed over which an XML parser stumbled, as well-formed as a glance can make it."""
    codec = _by_its_bytes(body, "")
    body = body if codec == "utf-8" else _from(codec, body)
    return _without_strays(body.translate(None, _CONTROL))


def with_plain_zones(body: bytes) -> bytes:
    """`GMT+0100` and `+01:00` as RFC 822 writes them; else they would be read as UTC. Who writes one so, writes all."""
    first = _DAY.search(body, 0, _EARLY)
    if first is None or first[0] == _plain(first):
        return body
    return _DAY.sub(_plain, body)


def _plain(day: re.Match[bytes]) -> bytes:
    return _ZONE.sub(rb" \1\2<", day[0])


def in_utf8(body: bytes, charset: str = "") -> bytes:
    """A mark at its beginning says what it is in, else the feed itself, else the server, whose word is often only a
    habit: what is plainly UTF-8 is that."""
    said = _DECLARED.search(body[:_HEAD])
    codec = next((codec for mark, codec in _MARKS.items() if body.startswith(mark)), "")
    codec = codec or _known(said[2] if said else b"")
    if codec in ("", "utf-8") and (told := _known(charset.encode())) not in ("", "utf-8"):
        codec = _by_its_bytes(body, told)
    return body if codec in ("", "utf-8") else _from(codec, body)


def _from(codec: str, body: bytes) -> bytes:
    return _DECLARED.sub(rb"\g<1>utf-8", body.decode(codec, "replace").encode("utf-8", "replace"), count=1)


def _known(charset: bytes) -> str:
    """The codec of a charset; "" for none that we know."""
    name = charset.decode("ascii", "replace").strip().lower()
    return _REALLY.get(name, name) if _CHARSET.fullmatch(name) else ""


def _by_its_bytes(body: bytes, told: str) -> str:
    """UTF-8 also with a broken letter here and there, as where a program cut a text by its bytes; `told` by its server:
    unless it is something else."""
    if told.startswith(_LOOKS_ASCII) and body.isascii():
        return told
    with suppress(UnicodeDecodeError):
        body.decode()
        return "utf-8"
    if told:
        return told
    text = body.decode("utf-8", "replace")
    odd = len(text) - len(text.encode("ascii", "ignore"))
    return "utf-8" if text.count("\ufffd") * 2 <= odd else "cp1252"


def _without_strays(body: bytes) -> bytes:
    """Ampersands that begin nothing, and entities of HTML that XML does not know, outside of CDATA."""
    first, *rest = body.split(b"<![CDATA[")
    parts = [part.partition(b"]]>") for part in rest]
    if not _STRAY.search(first) and not any(_STRAY.search(after) for _text, _end, after in parts):
        return body
    names_of_its_own = b"<!ENTITY" in body[:_HEAD]

    def instead(stray: re.Match[bytes]) -> bytes:
        known = html5.get(f"{stray[1].decode()};", "") if stray[1] else ""
        if not known and stray[1] and names_of_its_own:
            return stray[0]
        return "".join(f"&#{ord(letter)};" for letter in known).encode() or b"&amp;" + stray[0][1:]

    ours = (text + end + _STRAY.sub(instead, after) for text, end, after in parts)
    return b"<![CDATA[".join([_STRAY.sub(instead, first), *ours])
