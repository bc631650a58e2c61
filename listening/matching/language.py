"""Which language a text is in, when its source does not say."""


def detect_language(text: str) -> str | None:
    """An ISO 639-1 code, or None when unsure."""
    return None
