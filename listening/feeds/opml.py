"""Lists of feeds, in and out, as readers of feeds exchange them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import (  # noqa: S405 - written with it, read with defusedxml
    Element,
    ParseError,
    SubElement,
    tostring,
)

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from crm.errors import Refusal
from listening.models import Source

MOST = 5_000


class Listed(NamedTuple):
    url: str
    title: str


def read_opml(body: bytes) -> list[Listed]:
    """The feeds in it, each once, in order, folders opened. Refusal under `file` for what is no OPML."""
    try:
        root = fromstring(body.lstrip(b"\xef\xbb\xbf \t\r\n"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refusal(file=_("This is no OPML file that can be read.")) from error
    if root.tag.rsplit("}", 1)[-1].lower() != "opml":
        raise Refusal(file=_("This is XML, but no OPML."))
    found = {one.url: one for one in _outlines(root)}
    if len(found) > MOST:
        raise Refusal(file=_("More than %(most)s feeds at once; split the file.") % {"most": MOST})
    return list(found.values())


def write_opml(sources: Iterable[Source], *, title: str) -> bytes:
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    for source in sources:
        SubElement(body, "outline", type="rss", text=source.name, title=source.name, xmlUrl=source.settings["base"])
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _outlines(root: Element) -> Iterator[Listed]:
    for outline in root.iter():
        given = {name.lower(): value.strip() for name, value in outline.attrib.items()}
        if url := given.get("xmlurl"):
            yield Listed(url, given.get("title") or given.get("text", ""))
