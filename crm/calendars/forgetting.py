"""What a calendar brought, taken out again; and less of it shown than before."""

from django.db.models import F, Value
from django.db.models.functions import Concat

from crm.models import Calendar, Interaction, Meeting, MeetingState, Shown
from crm.models.interactions import InteractionQuerySet
from crm.readiness.facts import refresh


def brought(calendar: Calendar) -> InteractionQuerySet:
    """What was logged of it, not what was logged by hand and only linked."""
    told = calendar.meetings.filter(state=MeetingState.TAKEN, interaction__isnull=False)
    single = told.filter(recurrence="", interaction__external_id=F("uid"))
    repeated = told.exclude(recurrence="").filter(
        interaction__external_id=Concat(F("uid"), Value("/"), F("recurrence"))
    )
    ids = [*single.values_list("interaction", flat=True), *repeated.values_list("interaction", flat=True)]
    return Interaction.objects.filter(pk__in=ids)


def forget_what_it_brought(calendar: Calendar) -> int:
    """With its rows. What an invitation, a promise or an answer rests on stays, and what was voided. How many went."""
    out = brought(calendar).standing().filter(invitations=None, promises=None, answered_by=None)
    pairs = list(out.values_list("staff_id", "contact_id").distinct())
    _total, by_model = out.delete()
    Meeting.objects.filter(calendar=calendar).delete()
    refresh(pairs)
    return int(by_model.get(Interaction._meta.label, 0))


def show_less(calendar: Calendar) -> None:
    """Titles, places and notes that may no longer be read are taken out of what is stored."""
    rows, logged = calendar.meetings.all(), brought(calendar)
    rows.update(place="", notes="")
    if calendar.shows == Shown.HAPPENED:
        rows.update(title="")
        logged.update(text="")
    else:
        titles = dict(rows.exclude(interaction=None).values_list("interaction", "title"))
        for exchange in logged:
            exchange.text = titles.get(exchange.pk, "")
            exchange.save(update_fields=["text"])
    refresh(logged.values_list("staff_id", "contact_id"))
