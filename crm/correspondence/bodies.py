"""A message's own readable text, and what a report of non-delivery reports. Bounded in size, parts and depth;
attachments are passed over without being decoded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import nh3

from crm.correspondence.decoding import text_of, unpacked
from crm.correspondence.heads import Head, address_key, body_after

LARGEST_TEXT = 256 * 1024  # bytes of one part
MOST_PARTS = 50
DEEPEST = 8
MOST_TAGS = 10_000  # of a page; one with more is a bomb, or says nothing
_PARAMETER = re.compile(r';\s*(?:([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;]+)))')
_FAILED = re.compile(r"^5\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Part:
    kind: str
    """Such as text/plain."""
    head: Head
    body: bytes


def parts_of(raw: bytes) -> list[Part]:
    """What is neither a container nor an attachment, in order. `raw`: the message from its headers on, possibly cut."""
    return list(_parts(Head(raw), body_after(raw), 0, [MOST_PARTS]))


def readable(parts: list[Part]) -> str:
    """The plain half where there is one, for it says the same with less; else the other as text."""
    plain = "\n\n".join(filter(str.strip, (_read(part) for part in parts if part.kind == "text/plain")))
    if plain:
        return plain
    return next((text for part in parts if part.kind == "text/html" and (text := from_html(_read(part)))), "")


def bounced(parts: list[Part], ours: frozenset[str]) -> list[str]:
    """Addresses that a report (RFC 3464) says are no more, if it is about a message of ours: whoever forges one would
    have to know what we wrote to whom."""
    report = next((part for part in parts if part.kind == "message/delivery-status"), None)
    returned = next((part for part in parts if part.kind in ("message/rfc822", "text/rfc822-headers")), None)
    if report is None or returned is None or Head(returned.body + b"\n\n").sender not in ours:
        return []
    gone = (_gone(Head(block + b"\n\n")) for block in re.split(rb"\r?\n\r?\n", report.body[:LARGEST_TEXT])[:MOST_PARTS])
    return list(dict.fromkeys(filter(None, gone)))


def _gone(block: Head) -> str:
    """One recipient's block: only what failed for good, and because of the address."""
    if block.first("action").casefold() != "failed" or not _FAILED.match(block.first("status")):
        return ""
    if not block.first("status").startswith(("5.1", "5.2.1", "5.0", "5.4.1")):
        return ""  # a full mailbox, a policy, a size: the address stands
    recipient = block.first("original-recipient") or block.first("final-recipient")
    return address_key(recipient.partition(";")[2].strip().strip("<>"))


def _parts(head: Head, body: bytes, depth: int, left: list[int]) -> Iterator[Part]:
    left[0] -= 1
    if depth > DEEPEST or left[0] < 0:
        return
    kind, parameters = _content_type(head)
    if kind.startswith("multipart/"):
        for piece in _split(body, parameters.get("boundary", ""), left[0]):
            yield from _parts(Head(piece), body_after(piece), depth + 1, left)
    elif kind.startswith("message/") or kind == "text/rfc822-headers":
        yield Part(kind, head, body[:LARGEST_TEXT])
    elif kind in ("text/plain", "text/html") and not _is_file(head, parameters):
        yield Part(kind, head, body[: LARGEST_TEXT * 2])


def _content_type(head: Head) -> tuple[str, dict[str, str]]:
    told = head.first("content-type")
    parameters = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(told[:2000])}
    kind = told.partition(";")[0].strip().lower()
    return kind if "/" in kind else "text/plain", parameters


def _split(body: bytes, boundary: str, most: int) -> list[bytes]:
    """Each part with its headers; one that has none begins with an empty line, as it stands."""
    if not boundary:
        return []
    mark = b"--" + boundary.encode("utf-8", "replace")[:200]
    pieces = (b"\n" + body).split(b"\n" + mark, most + 1)[1 : most + 1]
    return [piece.partition(b"\n")[2] or b"\n" for piece in pieces if not piece.startswith(b"--")]


def _is_file(head: Head, parameters: dict[str, str]) -> bool:
    disposition = head.first("content-disposition").casefold()
    return disposition.startswith("attachment") or "filename" in disposition or "name" in parameters


def _read(part: Part) -> str:
    _, parameters = _content_type(part.head)
    raw = unpacked(part.body, part.head.first("content-transfer-encoding").strip().lower())
    return text_of(raw[:LARGEST_TEXT], parameters.get("charset", ""))


def from_html(html: str) -> str:
    """The text with its lines; what is quoted by tags is marked as in plain mail. Made well-formed first by a parser
    that takes anything in its stride: the standard one needs minutes for a page of opening brackets."""
    html = html[:LARGEST_TEXT]
    if html.count("<") > MOST_TAGS:
        return " ".join(unescape(_ANY_TAG.sub(" ", html)).split())
    clean = nh3.clean(html, tags=_BREAKING, attributes={}, clean_content_tags=_UNREAD, link_rel=None)
    lines: list[str] = []
    quoted = 0
    for piece in _TAG.split(" ".join(clean.split())):
        if piece == "<blockquote>":
            quoted += 1
        elif piece == "</blockquote>":
            quoted = max(0, quoted - 1)
        elif piece.strip() and not piece.startswith("<"):
            mark = ">" * min(quoted, 5)
            lines.append(f"{mark} {unescape(piece).strip()}".strip())
        elif piece == "</p>" and not quoted:
            lines.append("")
    return "\n".join(lines).strip()


_UNREAD = {"style", "script", "title", "template"}
_BREAKING = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "hr", "table", "ul", "pre"}
_ANY_TAG = re.compile(r"<[^<>]{0,1000}>")
_TAG = re.compile(r"(</?[a-z0-9]+/?>)")
