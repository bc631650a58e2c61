"""What each card of a day carries: the button that logs what it asks for, and the small form that puts it off."""

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from crm.models import Contact
from frontend.drawing import drawn_once, filled

register = template.Library()

KEY, NAME = "\ue000", "\ue001"  # letters that nobody's name has

# By what a card asks for: the kind the quick log opens with, the icon, the words.
LOGS = {
    "answer": ("reply", "reply", gettext_lazy("Log your answer")),
    "listen": ("read", "ear", gettext_lazy("I read theirs")),
    "connect": ("message", "mail", gettext_lazy("I wrote")),
    "give": ("help", "hand-helping", gettext_lazy("I helped")),
}


@register.simple_tag
def log_it(verb: str, contact: Contact) -> SafeString:
    """The button that logs what the card asks for; nothing where that is done otherwise."""
    if verb not in LOGS:
        return SafeString()
    kind, icon, words = LOGS[verb]
    drawn = drawn_once("log_it", kind=kind, icon=icon, words=str(words), pk=KEY, name=NAME)
    return filled(drawn, {KEY: contact.pk, NAME: contact.name})


@register.simple_tag(takes_context=True)
def put_off(context: template.Context, key: str, name: str) -> SafeString:
    """Drawn once a page and filled in for each card: a full day has a hundred of them."""
    request: HttpRequest | None = context.get("request")
    drawn: str | None = getattr(request, "_put_off", None)
    if drawn is None:
        drawn = render_to_string("frontend/components/put_off.html", {"key": KEY, "name": NAME}, request)
        setattr(request, "_put_off", drawn)  # noqa: B010  a request is any object's, and lives as long as the page
    return filled(drawn, {KEY: key, NAME: name})
