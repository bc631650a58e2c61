"""Introductions that a colleague was asked for and has not made yet."""

from django.db.models import Exists, OuterRef, QuerySet

from crm.models import Candidate, Interaction, Kind


def introductions_to_make() -> QuerySet[Candidate]:
    """Candidates whose `introducer` has not yet introduced whoever would ask; however it was logged."""
    made = Interaction.objects.genuine().filter(
        kind=Kind.INTRODUCTION,
        contact=OuterRef("contact"),
        staff=OuterRef("introducer"),
        introduces=OuterRef("staff"),
    )
    return Candidate.objects.filter(~Exists(made), introducer__isnull=False)
