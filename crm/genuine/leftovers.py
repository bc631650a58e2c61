"""What was to be filled in, or taken out, before a text is sent, and was not: “{first_name}”, “[NAME]”, “XXX”."""

import re

from crm.genuine.normalising import tidy
from crm.genuine.quotes import without_quotes

# Words of a template's fields, in the languages we read; elsewhere brackets are a writer's own: “[sic]”, “[1]”.
_FIELD = (
    r"name|first|last|surname|vor|nach|nombre|apellidos?|prénom|nom|recipient|contact|kontakt|salutation|anrede"
    r"|outlet|publication|magazine|medium|company|firma|empresa|organi[sz]ation|brand|marke|client|kunde"
    r"|title|titel|topic|thema|tema|subject|betreff|link|url|date|datum|fecha|city|stadt|ciudad"
    r"|insert|your|ihr|xx+|placeholder|platzhalter|todo|tbd|here|hier"
)
_NAMED = rf"[^\[\]<>\n]{{0,30}}\b(?:{_FIELD})(?:name)?\b[^\[\]<>\n]{{0,30}}"
_SHAPES = (
    r"\$?\{\{?[^{}\n]{1,60}\}?\}",  # {first_name}, {{ name }}, ${name}
    rf"\[\[?(?:(?-i:[A-ZÄÖÜÑ][A-ZÄÖÜÑ _-]{{4,30}})|{_NAMED})\]\]?(?!\()",  # [NAME], [your outlet]; not a link's text
    rf"<<?(?:(?-i:[A-Z][A-Z_ -]{{2,30}})|{_NAMED})>>?",  # <<First name>>
    r"«[^«»\n]{0,30}(?:_|name|nombre|nom\b)[^«»\n]{0,30}»",  # «Name», but not a quotation
    r"\*\|[^|\n]{1,40}\|\*",  # *|FNAME|*
    r"%%?(?-i:[A-Z][A-Z_]{2,30})%%?(?!\w)|__(?-i:[A-Z]\w{2,30})__",  # %FIRSTNAME%, __NAME__
    r"(?<!\w)(?-i:X{3,}|TODO|TBD|FIXME|LOREM)(?!\w)|(?<!\w)lorem ipsum(?!\w)|(?<!\w)x{3,}(?=[ \t]*[\w(])",
    r"(?<!_)_{4,}(?!_)(?=[ \t]*[\w,.])",  # a line to be filled in, not one that sets a signature off
    r"\((?:insert|add|name|link|date|einfügen|insertar)\b[^()\n]{0,30}\)",
)
_LEFTOVER = re.compile("|".join(_SHAPES), re.IGNORECASE)
_TAG = re.compile(r"</?(?:a|b|i|u|p|br|em|strong|span|div|ul|ol|li)\b[^<>\n]*>", re.IGNORECASE)
MOST = 5


def leftovers(text: str) -> list[str]:
    """As they stand in the text, each once, in its order; not what is quoted below it."""
    own = _TAG.sub(" ", without_quotes(tidy(text)))
    return list(dict.fromkeys(found.group().strip() for found in _LEFTOVER.finditer(own)))[:MOST]
