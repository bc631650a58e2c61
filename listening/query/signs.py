"""What people type is read kindly: typographic and full-width signs stand for the plain ones, one for one, so that
every place in the text stays where it was."""

_QUOTES = "“”„‟«»″〝〞〟「」『』＂❝❞"
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN = {**_FULL_WIDTH, **{ord(quote): '"' for quote in _QUOTES}, 0x3000: " ", ord("∗"): "*"}


def with_plain_signs(text: str) -> str:
    """The text with `"` for every kind of double quote, `(` for `（`, `OR` for `ＯＲ`. Its length stays."""
    return text.translate(_PLAIN)
