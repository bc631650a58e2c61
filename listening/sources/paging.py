"""The Link header of RFC 8288, by which Mastodon pages."""

import re

_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*!#$&+.^`|~-]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


def links(header: str) -> dict[str, str]:
    """Addresses by relation, in small letters; the first of each, as the standard says."""
    found: dict[str, str] = {}
    for target, parameters in _LINK.findall(header[:20_000]):
        if rel := _REL.search(parameters):
            for name in (rel[1] or rel[2] or "").lower().split():
                found.setdefault(name, target.strip())
    return found
