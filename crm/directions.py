"""Invisible characters that turn the direction of writing, as names pasted from elsewhere bring them along."""

CLOSES = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}


def turned_back(text: str) -> str:
    """The text, with whatever direction it leaves open closed at its end: else the sentence around it turns."""
    still_open: list[str] = []
    for character in text:
        if character in CLOSES:
            still_open.append(CLOSES[character])
        elif still_open and character == still_open[-1]:
            still_open.pop()
    return text + "".join(reversed(still_open))
