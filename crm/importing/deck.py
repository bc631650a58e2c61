"""Whom an import brought and its loader has not said how well they know."""

from django.db.models import Exists, OuterRef, QuerySet

from crm.models import Acquaintance, Attestation, Contact, ImportJob, Relationship, RowResult, Staff

BROUGHT = (RowResult.CREATED, RowResult.UPDATED, RowResult.UNCHANGED)


def brought_by(job: ImportJob, staff: Staff) -> "QuerySet[Contact]":
    """In use, and theirs to see."""
    rows = job.rows.filter(result__in=BROUGHT, contact__isnull=False).values("contact")
    return Contact.objects.visible_to(staff).listed().filter(pk__in=rows)


def deck_of(job: ImportJob, staff: Staff) -> "QuerySet[Contact]":
    """By name. Whoever attested somebody, or exchanged a word with them, need not say it."""
    said = Acquaintance.objects.filter(staff=staff, contact=OuterRef("pk"))
    attested = Attestation.objects.filter(staff=staff, contact=OuterRef("pk"))
    exchanged = Relationship.objects.filter(staff=staff, contact=OuterRef("pk"), first_exchange_on__isnull=False)
    if job.dry_run or job.undone_at is not None:
        return Contact.objects.none()
    return brought_by(job, staff).exclude(Exists(said) | Exists(attested) | Exists(exchanged)).order_by("name", "pk")
