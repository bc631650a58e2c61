"""May this staff member act on this contact? Said in one place, for every action."""

from django.utils.translation import gettext as _

from crm.errors import NotAllowed, Refusal
from crm.models.contacts import Contact
from crm.models.staff import Staff


def require_contact(staff: Staff, contact: Contact, field: str = "contact") -> None:
    """The contact is theirs to see and in use. Whether it exists is not told apart from whether one may see it."""
    if contact.trashed_at is not None or not contact.is_visible_to(staff):
        raise Refusal(**{field: _("There is no such contact.")})


def require_own(staff: Staff, owner_id: int | None, what: str) -> None:
    if owner_id != staff.pk and not staff.is_manager:
        raise NotAllowed(_("Only whose it is, or a manager, can %(what)s.") % {"what": what})


def require_manager(staff: Staff, what: str) -> None:
    if not staff.is_manager:
        raise NotAllowed(_("Only a manager can %(what)s.") % {"what": what})


def require_admin(staff: Staff, what: str) -> None:
    if not staff.is_admin:
        raise NotAllowed(_("Only an admin can %(what)s.") % {"what": what})
