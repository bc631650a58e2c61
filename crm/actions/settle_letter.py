"""Say what became of a letter of which nobody knows whether it went: look among what was sent, or ask them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact, require_own
from crm.errors import Conflict
from crm.mailing.unsent import take_out_unsent
from crm.mailing.writing import writer
from crm.models import Letter, LetterStatus, Staff


@transaction.atomic
def settle_letter(*, staff: Staff, letter: Letter, went: bool, as_of: datetime) -> Letter:
    require_contact(staff, letter.ask.contact)
    require_own(staff, writer(letter).pk, "say what became of this letter")
    letter = Letter.objects.select_for_update(of=("self",)).select_related("ask", "update").get(pk=letter.pk)
    if letter.status != LetterStatus.UNCERTAIN:
        raise Conflict(_("What became of this letter is known."))
    letter.status = LetterStatus.SENT if went else LetterStatus.FAILED
    letter.finished_at = as_of
    letter.save()
    if not went:
        take_out_unsent(letter, _("nobody received it."), as_of)
    return letter
