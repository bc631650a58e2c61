"""Where brackets, quotes and operators do not fit, said so that one can mend it."""

from django.utils.translation import gettext as _
from lark.lexer import Token

from listening.query.errors import QueryError

_OPERATORS = ("_AND", "_OR", "NOT", "NEAR")


def refuse_unbalanced(plain: str) -> None:
    """Raises QueryError for a quote, bracket or comment that is opened and not closed, or the other way round."""
    opened: list[int] = []
    at = 0
    while at < len(plain):
        sign = plain[at]
        if sign == '"':
            at = _end_of(plain, '"', at, at + 1, _("The quote at %(at)s is not closed."), _("Write a second one."))
        elif plain.startswith("/*", at) and (at == 0 or plain[at - 1].isspace() or plain[at - 1] in '()"/'):
            at = (
                _end_of(plain, "*/", at, at + 2, _("The comment at %(at)s is not closed."), _("Write */ behind it."))
                + 1
            )
        elif sign == "(":
            opened.append(at)
        elif sign == ")":
            if not opened:
                message = _("The bracket at %(at)s closes nothing.") % {"at": at + 1}
                raise QueryError(at, 1, message, _("Take it out, or open one before it."))
            opened.pop()
        at += 1
    if opened:
        message = _("The bracket at %(at)s is not closed.") % {"at": opened[-1] + 1}
        raise QueryError(opened[-1], 1, message, _("Write ) where it ends."))


def _end_of(plain: str, sign: str, start: int, search_from: int, message: str, hint: str) -> int:
    end = plain.find(sign, search_from)
    if end < 0:
        raise QueryError(start, len(sign), message % {"at": start + 1}, hint)
    return end


def complain_about(plain: str, before: Token | None, token: Token) -> QueryError:
    """`token` cannot stand after `before`, or the text ends too early."""
    ended = token.type == "$END"
    if before is None and ended:
        return QueryError(0, len(plain), _("The query is empty."), _("Write at least one word, such as bikes."))
    if before is not None and before.type in _OPERATORS:
        return _word_missing(before)
    if ended or token.type == "RPAR" and (before is None or before.type == "LPAR"):
        at = token.start_pos or 0
        return QueryError(at, 0 if ended else 1, _("The brackets at %(at)s are empty.") % {"at": at + 1},
                          _("Write a word between them or take them out."))  # fmt: skip
    at, about = token.start_pos or 0, {"sign": str(token), "at": (token.start_pos or 0) + 1}
    if token.type == "NEAR" and before is not None and before.type in ("WORD", "PHRASE", "FIELD", "RPAR"):
        message = _("A second NEAR follows at %(at)s.") % about
        return QueryError(at, len(token), message, _("Write (a NEAR/5 b) AND (b NEAR/5 c)."))
    if token.type == "NOT":
        return (
            _word_missing(before) if before else QueryError(at, len(token), _("NOT at %(at)s makes no sense.") % about)
        )
    message = _("Before %(sign)s at %(at)s a word is missing.") % about
    return QueryError(at, len(token), message, _("Write one or take %(sign)s out.") % about)


def _word_missing(before: Token) -> QueryError:
    at = before.start_pos or 0
    about = {"sign": str(before), "at": at + 1}
    message = _("After %(sign)s at %(at)s a word is missing.") % about
    return QueryError(at, len(before), message, _("Write one or take %(sign)s out.") % about)
