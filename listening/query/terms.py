"""Single words, phrases and fields: what they mean, and what is wrong with them."""

import difflib
import re
import unicodedata

from django.utils.translation import gettext as _
from lark.lexer import Token

from listening.folding import fold_tag, fold_words, is_without_blanks
from listening.query.errors import QueryError
from listening.query.limits import MIN_PREFIX
from listening.query.syntax import FIELDS, Field, Reference, Term

_FIELD_NAMES = (*FIELDS, "topic", "case")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE | re.ASCII)
_LOWER_CASE = re.compile(r"(and|or|not|o?near(/\S*)?)", re.IGNORECASE)


def word_from(token: Token) -> Term:
    place, text = _place(token), str(token)
    _refuse_operators(text, place)
    if text[0] == "-" and len(text) > 1:
        _refuse(place, 1, _("The minus at %(at)s does not exclude a word."), _("Write NOT %(word)s."), word=text[1:])
    if text[0] in "'‘’" and len(text) > 1:
        _refuse(place, 1, _("Phrases stand in double quotes, not in single ones as at %(at)s."), _('Write "…".'))
    if text.endswith(":") and text[:-1].casefold() in _FIELD_NAMES:
        hint = _("Write it right after the colon, without a blank: %(word)sexample.")
        _refuse(place, len(text), _("After %(word)s at %(at)s a value is missing."), hint, word=text)
    return _term(text, place, quoted=False, as_written=False)


def phrase_from(token: Token) -> Term:
    return _term(token[1:-1], _place(token) + 1, quoted=True, as_written=False)


def field_from(token: Token) -> Term | Field | Reference:
    name, value = token.split(":", 1)
    place = _place(token)
    inner = place + len(name) + 1
    quoted = value[0] == '"'
    if quoted:
        value, inner = value[1:-1], inner + 1
    name = name.casefold()
    if name not in _FIELD_NAMES:
        _refuse_unknown_field(str(token), name, place)
    if name == "case":
        return _term(value, inner, quoted=quoted, as_written=True)
    if not value.strip(" *"):
        _refuse(place, len(token), _("%(word)s: at %(at)s has no value."), _("Write it after the colon."), word=name)
    if name == "topic":
        return Reference(" ".join(value.split()), place, len(token))
    return _field(name, value.strip(), inner)


def _field(name: str, value: str, place: int) -> Field:
    prefix = value.endswith("*")
    value = value.rstrip("*")
    if name == "lang" and (prefix or not _LANGUAGE.fullmatch(value)):
        hint = _("Write a code of two or three letters, such as lang:en, lang:de or lang:pt-BR.")
        _refuse(place, len(value), _("“%(word)s” at %(at)s is no code of a language."), hint, word=value)
    if prefix and name not in ("author", "source"):
        hint = _("Take the * out: %(word)s: finds what lies below an address anyway.")
        _refuse(place + len(value), 1, _("A * after %(word)s: makes no sense at %(at)s."), hint, word=name)
    if prefix and _letters(value) < MIN_PREFIX:
        _refuse_short(place, value)
    return Field(name, value, prefix)


def _term(text: str, place: int, *, quoted: bool, as_written: bool) -> Term:
    stripped = " ".join(text.split())
    if not stripped:
        _refuse(place - 1, len(text) + 2, _("The quotes at %(at)s are empty."), _("Write a phrase or take them out."))
    word = stripped.rstrip("*")
    prefix = len(word) < len(stripped)
    if "*" in word:
        where = place + text.index("*")
        hint = _("Write it after the beginning of a word: bik*.")
        _refuse(where, 1, _("A * stands only at the end of a word or phrase, not as at %(at)s."), hint)
    _refuse_wordless(word, text, place)
    if prefix:
        _check_prefix(word, text, place)
    return Term(word, quoted, prefix, as_written)


def _refuse_wordless(word: str, text: str, place: int) -> None:
    tagged = word[:1] in ("#", "@") and " " not in word
    if (fold_tag(word[1:]) if tagged else fold_words(word).strip()) or word.startswith("@") and len(word) > 1:
        return
    if text.rstrip("*") == "" and "*" in text:
        _refuse(place, len(text), _("The * at %(at)s stands alone."), _("Write it right after a word: bik*."))
    hint = _("Write a word, or take it out. Instead of | and & write OR and AND.")
    _refuse(place, len(text), _("“%(word)s” at %(at)s holds no letter, digit or emoji to look for."), hint, word=word)


def _check_prefix(word: str, text: str, place: int) -> None:
    last = fold_words(word).decode().split()[-1] if word[0] != "@" else word[1:]
    if is_without_blanks(last[-1]):
        hint = _("Take the * out.")
        message = _("“%(word)s” at %(at)s needs no *: words of scripts without blanks are found anywhere.")
        _refuse(place, len(text), message, hint, word=word)
    if _letters(last) < MIN_PREFIX or word[-1].isspace():
        _refuse_short(place, word)


def _refuse_short(place: int, word: str) -> None:
    message = _("“%(word)s*” at %(at)s is too short: a * needs %(least)s letters or more before it.")
    _refuse(place, len(word) + 1, message, _("Write more of the word."), word=word, least=MIN_PREFIX)


def _refuse_operators(text: str, place: int) -> None:
    if not _LOWER_CASE.fullmatch(text):
        return
    if "near" in text.casefold():
        hint = _(
            "Write NEAR/5 for at most five words between, ONEAR/5 to keep the order; quote it if you mean the word."
        )
        _refuse(place, len(text), _("“%(word)s” at %(at)s does not say how near."), hint, word=text)
    hint = _("Write %(operator)s in capitals if it joins words, or in quotes if it is a word to find.")
    operator = text.upper()
    _refuse(place, len(text), _("“%(word)s” at %(at)s can mean two things."), hint, word=text, operator=operator)


def _refuse_unknown_field(text: str, name: str, place: int) -> None:
    if name in ("http", "https"):
        hint = _("To find posts that link there write link:%(rest)s.")
        rest = text.split("://")[-1] if "://" in text else "example.com"
        _refuse(place, len(text), _("The address at %(at)s is no word."), hint, rest=rest)
    known = ", ".join(f"{one}:" for one in _FIELD_NAMES)
    close = difflib.get_close_matches(name, _FIELD_NAMES, n=1)
    hint = (
        _("Did you mean %(close)s:? If it is text to find, put it in quotes.")
        if close
        else _("There are %(known)s. If it is text to find, put it in quotes.")
    )
    about = {"word": name, "known": known, "close": close[0] if close else ""}
    _refuse(place, len(name) + 1, _("There is no field “%(word)s” (at %(at)s)."), hint, **about)


def _letters(word: str) -> int:
    """Letters as people count them; a Korean syllable holds two or three."""
    return sum(len(unicodedata.normalize("NFD", one)) if "가" <= one <= "힣" else 1 for one in word)


def _refuse(place: int, length: int, message: str, hint: str, **about: object) -> None:
    about["at"] = place + 1
    raise QueryError(place, length, message % about, hint % about)


def _place(token: Token) -> int:
    return token.start_pos or 0
