"""Which channels are left to ask somebody on, in SQL: where there were some and none is left, they are off
limits. Its twin for one row is Case.is_unreachable."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, TextField

from crm.channels import ASKABLE
from crm.models.boundaries import Boundary, BoundaryScope
from crm.models.contacts import Handle, HandleStatus
from crm.readiness.expressions import not_true
from crm.readiness.question import Question


def channel_boundaries(question: Question, person: str = "person") -> "QuerySet[Boundary]":
    return Boundary.objects.standing(question.today).filter(
        scope=BoundaryScope.CHANNEL, created_at__lte=question.as_of, contact__person=OuterRef(person)
    )


def handles() -> "QuerySet[Handle]":
    """The outer contact's handles on channels on which one can ask."""
    return Handle.objects.filter(contact=OuterRef("pk"), channel__in=sorted(ASKABLE))


def current_handles() -> "QuerySet[Handle]":
    return handles().filter(status=HandleStatus.CURRENT)


def dead_handles() -> "QuerySet[Handle]":
    """Former or bounced ones on channels where none is current."""
    current = Handle.objects.filter(
        contact=OuterRef("contact"), channel=OuterRef("channel"), status=HandleStatus.CURRENT
    )
    return handles().exclude(status=HandleStatus.CURRENT).filter(~Exists(current))


def no_channel_left(question: Question) -> Q:
    # Nearly nobody has a boundary on a channel or a dead handle: that is looked at first.
    forbidden = channel_boundaries(question)
    suspicious = Q(Exists(forbidden)) | Q(Exists(dead_handles()))
    walled = channel_boundaries(question, "contact__person").filter(channel=OuterRef("channel"))
    has_open_handle = Q(Exists(current_handles().filter(~Exists(walled))))
    gone = Func(
        ArraySubquery(forbidden.values("channel")),
        ArraySubquery(dead_handles().values("channel")),
        function="array_cat",
        output_field=ArrayField(TextField()),
    )
    wrote_on_any = Q(tie__channels__len__gt=0)
    wrote_on_open = wrote_on_any & not_true(Q(tie__channels__contained_by=gone))
    had_any = Q(Exists(handles())) | wrote_on_any
    return suspicious & had_any & not_true(has_open_handle | wrote_on_open)
