"""Hand a candidate on to the colleague who should ask, with what they should know; or ask one who knows them better
to introduce."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact, require_own
from crm.actions.introduce import introduce, require_colleague
from crm.errors import Conflict, Refusal
from crm.models import Candidate, Draft, Staff


@transaction.atomic
def hand_on(
    *, staff: Staff, candidate: Candidate, to: Staff, as_of: datetime, note: str = "", introduction: str = "",
    channel: str = "email",
) -> Candidate:  # fmt: skip
    """From now on `to` would ask. `introduction` are the words with which `staff` brought the two together, written
    to both on `channel`: it is logged, and stands in for having known each other; without it nobody was introduced.
    An ask that was being written goes along."""
    candidate = _locked(candidate)
    require_contact(staff, candidate.contact)
    if to.pk != staff.pk:  # anybody may take it on themselves
        require_own(staff, candidate.staff_id, "hand this on")
    require_colleague(to, candidate.contact)
    if to.pk == candidate.staff_id:
        raise Conflict(to=_("%(to)s would ask already.") % {"to": to})
    if introduction.strip():
        introduce(staff=staff, contact=candidate.contact, to=to, text=introduction, channel=channel, as_of=as_of)
    _pass_draft_on(candidate, to)
    candidate.staff, candidate.note = to, note.strip()
    candidate.handed_on_by, candidate.handed_on_at = staff, as_of
    candidate.introducer = None
    candidate.check_fields()
    candidate.save()
    return candidate


@transaction.atomic
def ask_to_introduce(*, staff: Staff, candidate: Candidate, colleague: Staff, note: str = "") -> Candidate:
    """`colleague`, who knows them, finds it in Today and introduces whoever would ask."""
    candidate = _locked(candidate)
    require_contact(staff, candidate.contact)
    require_colleague(colleague, candidate.contact)
    if colleague.pk == candidate.staff_id:
        raise Conflict(colleague=_("%(colleague)s would ask; nobody introduces themselves.") % {"colleague": colleague})
    if not colleague.relationships.filter(contact=candidate.contact, first_exchange_on__isnull=False).exists():
        raise Refusal(
            colleague=_("%(colleague)s has not exchanged a word with them; choose somebody who knows them.")
            % {"colleague": colleague}
        )
    candidate.introducer = colleague
    candidate.note = note.strip() or candidate.note
    candidate.check_fields()
    candidate.save()
    return candidate


@transaction.atomic
def decline_to_introduce(*, staff: Staff, candidate: Candidate) -> Candidate:
    """It is taken off their list; whoever would ask sees that nobody introduces."""
    candidate = _locked(candidate)
    require_contact(staff, candidate.contact)
    if candidate.introducer_id is None:
        raise Conflict(_("Nobody is asked to introduce them any more."))
    if staff.pk not in (candidate.introducer_id, candidate.staff_id):
        require_own(staff, None, "take this back")
    candidate.introducer = None
    candidate.save()
    return candidate


def _locked(candidate: Candidate) -> Candidate:
    return Candidate.objects.select_for_update(of=("self",)).select_related("contact", "campaign").get(pk=candidate.pk)


def _pass_draft_on(candidate: Candidate, to: Staff) -> None:
    drafts = Draft.objects.filter(campaign=candidate.campaign, contact=candidate.contact)
    if not drafts.filter(staff=to).exists():
        drafts.filter(staff=candidate.staff_id).update(staff=to)
