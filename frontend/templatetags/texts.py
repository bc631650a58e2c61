"""Long texts: their beginning, and the rest for who wants it."""

from django import template

register = template.Library()

MOST_LETTERS, MOST_LINES = 1200, 20
SLACK = 1.5  # what is hardly longer is shown whole: a button for two lines is no help


@register.filter
def in_two(text: str) -> tuple[str, str]:
    """What is shown at once, cut between words, and the rest; the rest is empty for a text that is not long."""
    lines = text.split("\n")
    if len(text) <= MOST_LETTERS * SLACK and len(lines) <= MOST_LINES * SLACK:
        return text, ""
    head = "\n".join(lines[:MOST_LINES])[:MOST_LETTERS]
    if text[len(head) : len(head) + 1].strip():  # amid a word, unless it is one without end
        head = head[: max(head.rfind(" "), head.rfind("\n")) + 1] or head
    return head.rstrip(), text[len(head) :].lstrip()
