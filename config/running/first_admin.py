"""The first admin: made when there is nobody yet, with a one-time link instead of a default password."""

from crm.actions.add_staff import add_staff, sign_in_link
from crm.models import Staff

DEFAULT_EMAIL = "admin@localhost"


def sign_in_for_first_admin(email: str) -> tuple[str, str] | None:
    """The address and a fresh sign-in link, until somebody has signed in once; then None."""
    admin = Staff.objects.order_by("pk").first()
    if admin is None:
        admin = add_staff(email=email, role="admin")
    elif Staff.objects.exclude(last_login=None).exists():
        return None
    return admin.email, sign_in_link(admin)
