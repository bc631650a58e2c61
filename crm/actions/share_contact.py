"""Show a private contact to colleagues by name, and no longer."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.errors import NotAllowed, Refusal
from crm.models import Contact, Share, Staff, Visibility


@transaction.atomic
def share_contact(*, staff: Staff, contact: Contact, with_whom: Collection[Staff], as_of: datetime) -> Contact:
    """`with_whom` replaces those it was shared with. Only its owner says who sees a private contact; whom it is
    shared with works with it like with their own, but shares it no further."""
    require_contact(staff, contact)
    wanted = {one.pk for one in with_whom} - {contact.owner_id}
    known = set(Share.objects.filter(contact=contact).values_list("staff", flat=True))
    if wanted == known:
        return contact
    if contact.owner_id != staff.pk:
        raise NotAllowed(_("Only its owner says with whom a private contact is shared."))
    if contact.visibility != Visibility.PRIVATE and wanted - known:
        raise Refusal(shared_with=_("The whole team sees this contact; make it private first."))
    if any(one.left_on is not None for one in with_whom if one.pk in wanted - known):
        raise Refusal(shared_with=_("One of them has left; take them off."))
    Share.objects.filter(contact=contact, staff__in=known - wanted).delete()
    Share.objects.bulk_create(Share(contact_id=contact.pk, staff_id=pk) for pk in sorted(wanted - known))
    contact.save()  # a new version: who edits it now notices
    return contact
