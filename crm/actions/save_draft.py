"""Keep an ask while it is being written."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.errors import Refusal
from crm.models import Campaign, Contact, Draft, Staff


@transaction.atomic
def save_draft(*, staff: Staff, campaign: Campaign, contact: Contact, as_of: datetime, **fields: Any) -> Draft:
    """One draft for each staff member, campaign and contact; the last word stays."""
    require_contact(staff, contact)
    if unknown := fields.keys() - {"channel", "subject", "text", "because_kind", "because_id", "handed_at"}:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be set.")))
    known = Draft.objects.select_for_update().filter(staff=staff, campaign=campaign, contact=contact).first()
    draft = known or Draft(staff=staff, campaign=campaign, contact=contact)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.check_fields()
    draft.save()
    return draft
