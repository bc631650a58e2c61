"""Let a colleague in: by a link that signs in once."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from crm.errors import Conflict
from crm.models import Staff


@transaction.atomic
def add_staff(*, email: str, name: str = "", role: str = "member", time_zone: str = "UTC") -> Staff:
    """Make a staff member without a password; they choose one after their first sign-in."""
    email = email.strip()
    if Staff.objects.filter(email__iexact=email).exists():
        raise Conflict(email=_("Somebody has this address already."))
    staff = Staff(email=email, name=name.strip() or email.split("@")[0], role=role, time_zone=time_zone)
    staff.set_unusable_password()
    staff.check_fields()
    staff.save()
    return staff


def sign_in_link(staff: Staff) -> str:
    """A link that signs in once: it dies with its use, with a new password, and after a day."""
    uid = urlsafe_base64_encode(force_bytes(staff.pk))
    token = default_token_generator.make_token(staff)
    return f"{settings.BASE_URL.rstrip('/')}/sign-in/{uid}/{token}/"


def staff_from_link(uidb64: str, token: str) -> Staff | None:
    """Whom the link signs in; None when it is no (longer a) good one."""
    try:
        pk = int(force_str(urlsafe_base64_decode(uidb64)))
    except ValueError:
        return None
    staff = Staff.objects.at_work().filter(pk=pk).first()
    return staff if staff and default_token_generator.check_token(staff, token) else None
