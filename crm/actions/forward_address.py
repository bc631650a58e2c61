"""The address one writes into BCC or forwards to, and a new one in its place."""

from datetime import datetime

from django.db import transaction

from crm.correspondence.office import forward_address
from crm.models import ForwardAddress, Staff


@transaction.atomic
def renew_forward_address(*, staff: Staff, as_of: datetime) -> str:
    """The one before is nobody's from now on. "" while the office has no mailbox."""
    ForwardAddress.objects.filter(staff=staff).delete()
    return forward_address(staff, as_of=as_of)
