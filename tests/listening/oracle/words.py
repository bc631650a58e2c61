"""The words of a text, said once more and slowly: one character after another, lists of strings, no tables.
Written from docs/topic-language.md, not from listening/folding."""

import unicodedata
from typing import NamedTuple

WITHOUT_BLANKS = ("CJK ", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "BOPOMOFO", "THAI", "LAO", "MYANMAR", "KHMER")
URL_SIGNS = "!#$%&'*+,-./:;=?@\\^_`|~"


class Text(NamedTuple):
    """`words` in order; `readings`: (first word, how many, other form) of hashtags and handles."""

    words: list[str]
    readings: list[tuple[int, int, str]]


def read(text: str, *, as_written: bool = False) -> Text:
    plain = without_urls(compatible(text))
    words: list[str] = []
    readings: list[tuple[int, int, str]] = []
    pending = ""
    at = 0
    while at < len(plain):
        tagged = tag_at(plain, at)
        if tagged is None:
            pending += plain[at]
            at += 1
            continue
        words += split(pending, as_written=as_written)
        pending = ""
        end, shown, forms = tagged
        own = split(shown, as_written=as_written)
        for form in forms if own else ():
            if form[0] != "@":
                joined = "".join(split(form.replace("_", ""), as_written=as_written))
                form = "#" + joined if form[0] == "#" else joined
            readings.append((len(words), len(own), form))
        words += own
        at = end
    return Text(words + split(pending, as_written=as_written), readings)


def compatible(text: str) -> str:
    for sign in "\u2122\u2120\x01\x02\x03":
        text = text.replace(sign, " ")
    return unicodedata.normalize("NFKC", text)


def without_urls(plain: str) -> str:
    return apart_from_urls(plain)[0]


def apart_from_urls(plain: str) -> tuple[str, list[str]]:
    kept, urls, at = "", [], 0
    while at < len(plain):
        rest = plain[at:]
        before = plain[at - 1] if at else " "
        starts = [rest[:7].lower() == "http://", rest[:8].lower() == "https://"]
        www = rest.startswith(("www.", "WWW.")) and not (before.isalnum() or before == "_")
        length = 7 if starts[0] else 8 if starts[1] else 4 if www else 0
        end = at + length
        while (
            length and end < len(plain) and plain[end].isascii() and (plain[end].isalnum() or plain[end] in URL_SIGNS)
        ):
            end += 1
        if length and end > at + length:
            urls.append(plain[at:end])
            kept, at = kept + " ", end
        else:
            kept, at = kept + plain[at], at + 1
    return kept, urls


def tag_at(plain: str, at: int) -> tuple[int, str, list[str]] | None:
    """Where it ends, the words that are shown, its other forms."""
    if plain[at] not in "#@" or at and (is_name(plain[at - 1]) or plain[at - 1] in "&@#"):
        return None
    if plain[at] == "#":
        end = at + 1
        while end < len(plain) and (is_name(plain[end]) or unicodedata.category(plain[end])[0] == "M"):
            end += 1
        tag = plain[at + 1 : end]
        if not tag:
            return None
        shown = capitals_apart(tag)
        one = len(split(shown)) == 1 and split(shown) == ["".join(split(tag.replace("_", "")))]
        return end, shown, ["#" + tag] if one else ["#" + tag, tag]
    name, end = name_at(plain, at + 1)
    if not name:
        return None
    whole = name
    if plain[end : end + 1] == "@":
        host, behind = name_at(plain, end + 1)
        if host:
            whole, end = f"{name}@{host}", behind
    first = name.split(".")[0]
    return end, first, list(dict.fromkeys(["@" + whole.casefold(), "@" + first.casefold()]))


def name_at(plain: str, at: int) -> tuple[str, int]:
    """Names joined by single dots or hyphens."""
    end = at
    while end < len(plain):
        if is_name(plain[end]):
            end += 1
        elif plain[end] in ".-" and end > at and end + 1 < len(plain) and is_name(plain[end + 1]):
            end += 2
        else:
            break
    return plain[at:end], end


def is_name(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def capitals_apart(tag: str) -> str:
    apart = ""
    for at, sign in enumerate(tag):
        before, after = tag[at - 1] if at else "", tag[at + 1] if at + 1 < len(tag) else ""
        if sign.isupper() and before and (not before.isupper() or after.islower()):
            apart += " "
        apart += " " if sign == "_" else sign
    return apart


def split(plain: str, *, as_written: bool = False) -> list[str]:
    """Words without regard to tags and addresses."""
    apart = ""
    for sign in plain:
        apart += level(sign, as_written=as_written)
    return [word for word in apart.split(" ") if word]


def level(sign: str, *, as_written: bool) -> str:
    kind, name = unicodedata.category(sign), unicodedata.name(sign, "")
    if kind in ("Cf", "Me") or is_optional_mark(sign, name) or "EMOJI MODIFIER" in name:
        return ""
    if sign in "©®ʼ":
        return " "
    if kind == "So" or kind[0] in "LMN" and stands_alone(sign, name):
        return f" {sign} "
    if kind[0] not in "LMN":
        return " "
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    if as_written:
        return sign
    folded = sign.casefold()
    if name.startswith(("LATIN", "GREEK")):
        folded = "".join(one for one in unicodedata.normalize("NFD", folded) if not "\u0300" <= one <= "\u036f")
    spelled = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ё": "е", "ʻ": ""}
    return "".join(spelled.get(one, one) for one in unicodedata.normalize("NFKC", folded))


def is_optional_mark(sign: str, name: str) -> bool:
    if "\u0300" <= sign <= "\u036f" or name.startswith("VARIATION SELECTOR"):
        return True
    if name.startswith("HEBREW POINT") or name.startswith("HEBREW ACCENT") or name.startswith("HEBREW MARK"):
        return unicodedata.category(sign) == "Mn"
    return "\u064b" <= sign <= "\u065f" or sign in "\u0670\u0640"


def stands_alone(sign: str, name: str) -> bool:
    return name.startswith(WITHOUT_BLANKS) or sign in "々〆〇ー"
