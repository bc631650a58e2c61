"""Ranges of characters, for patterns."""

WITHOUT_BLANKS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Scripts that write without blanks, so that nothing but the script tells where a link or an address ends."""
CLOSE_BY = r"\u3000-\u303f" + WITHOUT_BLANKS
"""These and their punctuation marks."""
LINK_IN_SQL = rf"https?://[^\s{CLOSE_BY}]+"
"""For PostgreSQL's regular expressions, which read these escapes as well."""
