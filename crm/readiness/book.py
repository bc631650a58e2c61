"""The rule as a filter and an order over the whole book."""

from typing import Any, Self

from django.db.models import F, FilteredRelation, Q

from crm.models.contacts import Contact, ContactQuerySet
from crm.readiness.case import Case
from crm.readiness.channels import no_channel_left
from crm.readiness.criteria import BY_NAME, CLOSING, RESTING, of_group
from crm.readiness.dossier import dossiers
from crm.readiness.expressions import not_true
from crm.readiness.question import Question
from crm.readiness.stage import EARNING, Stage


class BookQuerySet(ContactQuerySet):
    """Contacts under one question. What is fetched carries its `case`, read for all rows at once, from which
    crm.readiness.assess judges without asking the database again."""

    question: Question

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        if hasattr(self, "question"):
            clone.question = self.question
        return clone

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        rows = [row for row in self._result_cache or () if isinstance(row, Contact)]
        if is_new and rows:
            ask = self.question
            ids = [row.pk for row in rows]
            found = dossiers(staff=ask.staff, contact_ids=ids, as_of=ask.as_of, policy=ask.policy)
            for row in rows:
                row.case = Case(found[row.pk], ask)  # type: ignore[attr-defined]

    def asking(self, question: Question) -> Self:
        """The book under one question: only contacts the staff member may see and that are in use."""
        tie = FilteredRelation("relationships", condition=Q(relationships__staff=question.staff))
        book = self.visible_to(question.staff).in_use().annotate(tie=tie)
        book.question = question  # type: ignore[attr-defined]
        return book.annotate(warmth_log=F("tie__warmth_log"))  # type: ignore[return-value]

    # What is missing ---------------------------------------------------------------------------------

    def missing(self, criterion: str) -> Self:
        return self.filter(BY_NAME[criterion].unmet(self.question))

    def meeting(self, criterion: str) -> Self:
        return self.filter(BY_NAME[criterion].met(self.question))

    # Where they stand ----------------------------------------------------------------------------------

    def ready(self) -> Self:
        return self.filter(self._open(), *[self._all_of(group) for group in EARNING])

    def stage(self, stage: str) -> Self:
        """Those on one stage; a stage there is not has nobody on it."""
        if stage == Stage.READY:
            return self.ready()
        if stage == Stage.CLOSED:
            return self.filter(self._any_unmet(CLOSING) | no_channel_left(self.question))
        if stage == Stage.RESTING:
            return self.filter(self._not_closed(), self._any_unmet(RESTING))
        if stage not in EARNING:
            return self.none()
        if stage == Stage.LISTEN:  # nearly everybody: the few that fail are found once
            closed = self._any_unmet(CLOSING) | no_channel_left(self.question)
            return self.filter(~closed, ~self._any_unmet(RESTING), not_true(self._all_of(stage)))
        before = EARNING[: EARNING.index(Stage(stage))]
        return self.filter(self._open(), *[self._all_of(group) for group in before], not_true(self._all_of(stage)))

    def order_by_warmth(self) -> Self:
        return self.order_by(F("warmth_log").desc(nulls_last=True), "-pk")

    def _all(self, names: tuple[str, ...]) -> Q:
        condition = Q()
        for name in names:
            condition &= BY_NAME[name].met(self.question)
        return condition

    def _any_unmet(self, names: tuple[str, ...]) -> Q:
        condition = Q()
        for name in names:
            condition |= BY_NAME[name].unmet(self.question)
        return condition

    def _all_of(self, group: str) -> Q:
        return self._all(tuple(criterion.name for criterion in of_group(group)))

    def _not_closed(self) -> Q:
        return self._all(CLOSING) & not_true(no_channel_left(self.question))

    def _not_resting(self) -> Q:
        return self._all(RESTING)

    def _open(self) -> Q:
        return self._not_closed() & self._not_resting()


def book(question: Question, contacts: Any = None) -> BookQuerySet:
    """The book of one question; `contacts` narrows it to a queryset of contacts."""
    rows = BookQuerySet(Contact).asking(question)
    return rows if contacts is None else rows.filter(pk__in=contacts.values("pk"))
