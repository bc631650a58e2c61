"""How much to the point somebody speaks, in steps and in words."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()
STEPS = (0.0, 0.2, 0.4, 0.6, 0.8)


@register.filter
def point_steps(point: float) -> int:
    """How many of five steps are lit."""
    return sum(1 for step in STEPS if point > step)


@register.filter
def point_words(point: float) -> str:
    words = (
        _("not to the point"),
        _("in passing"),
        _("among other things"),
        _("partly to the point"),
        _("mostly to the point"),
        _("to the point"),
    )
    return words[point_steps(point)]
