"""What a term looks like in a folded text: words with one blank on either side."""

import re

from listening.folding import fold_tag, fold_words
from listening.query.syntax import Term

_JOINTS = re.compile("(?<=\\w)[-‐‑’'ʼ](?=\\w)")


def patterns_of(term: Term, *, as_written: bool = False) -> tuple[bytes, ...]:
    """Any of these in the folded text is the term. An unquoted word with hyphens or apostrophes is also found written
    together: `e-bike` in “e-bike”, “e bike” and “ebike”. `as_written` is for the text folded as written."""
    if term.text.startswith("#") and " " not in term.text:
        found = [b"#" + fold_tag(term.text[1:], as_written=as_written)]
    elif term.text.startswith("@") and " " not in term.text:
        found = [term.text.casefold().encode("utf-8", "replace")]
    else:
        found = [fold_words(term.text, as_written=as_written).strip(b" ")]
        if not term.quoted and _JOINTS.search(term.text):
            found.append(fold_words(_JOINTS.sub("", term.text), as_written=as_written).strip(b" "))
    return tuple(b" %b" % one if term.prefix else b" %b " % one for one in dict.fromkeys(found))
