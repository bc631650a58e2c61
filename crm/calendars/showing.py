"""Less of a calendar shown than before."""

from crm.models import Calendar, Shown
from crm.readiness.facts import refresh


def show_less(calendar: Calendar) -> None:
    """Titles, places and notes that may no longer be read are taken out of what is stored."""
    rows, logged = calendar.meetings.all(), calendar.brought()
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
