"""What stands around an ask, in few words: boundaries, exchanges."""

from django import template
from django.utils.translation import gettext as _

from crm.models import Boundary, BoundaryScope, Interaction
from frontend.timeline import headline as headline_of

register = template.Library()


@register.filter
def boundary_words(boundary: Boundary) -> str:
    """What they do not want."""
    if boundary.scope == BoundaryScope.TOPIC:
        return _("Nothing about %(what)s") % {"what": boundary.topic}
    if boundary.scope == BoundaryScope.CLIENT:
        return _("Nothing for %(what)s") % {"what": boundary.client}
    if boundary.scope == BoundaryScope.CAMPAIGN:
        return _("Not for %(what)s") % {"what": boundary.campaign}
    if boundary.scope == BoundaryScope.CHANNEL:
        return _("Not by %(what)s") % {"what": boundary.get_channel_display()}
    return _("No asks at all")


@register.filter
def headline(interaction: Interaction) -> str:
    return headline_of(interaction)
