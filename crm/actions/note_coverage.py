"""Note what came of a yes: links to what they published, now or later; and take a wrong one out."""

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.addresses import canonical, why_not_a_link
from crm.errors import Conflict, Refusal
from crm.models import Ask, Outcome, Staff
from crm.models.base import unstorable

MOST_LINKS = 100
LONGEST = 2000


@transaction.atomic
def add_coverage(*, staff: Staff, ask: Ask, url: str) -> Ask:
    """The same page written two ways is noted once."""
    ask = _of_a_yes(staff, ask)
    url = url.strip()
    if not url:
        raise Refusal(url=_("Give the address of what came of it."))
    if sentence := why_not_a_link(url) or unstorable(url):
        raise Refusal(url=sentence)
    if len(url) > LONGEST:
        raise Refusal(
            url=_("This address has %(url)s characters; %(longest)s are the most.")
            % {"url": format(len(url), ","), "longest": format(LONGEST, ",")}
        )
    if canonical(url) in map(canonical, ask.links):
        return ask
    if len(ask.links) >= MOST_LINKS:
        raise Refusal(url=_("%(most_links)s links are the most for one ask.") % {"most_links": MOST_LINKS})
    ask.links = [*ask.links, url]
    ask.save()
    return ask


@transaction.atomic
def remove_coverage(*, staff: Staff, ask: Ask, url: str) -> Ask:
    ask = _of_a_yes(staff, ask)
    left = [link for link in ask.links if canonical(link) != canonical(url)]
    if len(left) == len(ask.links):
        raise Refusal(url=_("This link is not among what came of it."))
    ask.links = left
    ask.save()
    return ask


def _of_a_yes(staff: Staff, ask: Ask) -> Ask:
    require_contact(staff, ask.contact)
    ask = Ask.objects.select_for_update(of=("self",)).select_related("contact").get(pk=ask.pk)
    if ask.voided_at is not None:
        raise Conflict(_("This ask was voided; nothing came of it."))
    if ask.outcome != Outcome.YES:
        raise Conflict(_("Only of a yes something comes: record their answer first."))
    return ask
