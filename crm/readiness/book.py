"""The rule as a filter and an order over the whole book."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Self, cast

from django.db import connection, transaction
from django.db.models import F, FilteredRelation, Q

from crm.models.contacts import Contact, ContactQuerySet
from crm.readiness.case import Case
from crm.readiness.channels import no_channel_left
from crm.readiness.criteria import BY_NAME, CLOSING, RESTING, of_group
from crm.readiness.dossier import dossiers
from crm.readiness.expressions import holds, judged_in_order, not_true
from crm.readiness.question import Question
from crm.readiness.stage import EARNING, Stage
from crm.readiness.suspects import perhaps_closed, perhaps_resting

# What the conditions read of the tie.
JUDGED_BY = (
    "id",
    "staff_id",
    "heard_on",
    "heard_days",
    "first_exchange_on",
    "introduced_on",
    "attested_on",
    "reached_days",
    "answered_days",
    "owed_on",
    "they_wrote_days",
    "they_wrote_first_on",
    "they_wrote_last_on",
    "given_on",
    "channels",
)

_JOINS = "SELECT set_config('enable_hashjoin', %(allowed)s, true), set_config('enable_mergejoin', %(allowed)s, true)"


@contextmanager
def walking() -> Iterator[None]:
    """Within it the planner joins row by row. It takes judging for free when it joins by hash or by order, and reads
    the whole book to do so; a page of those who were heard needs a few of them."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_JOINS, {"allowed": "off"})
        yield
        cursor.execute(_JOINS, {"allowed": "on"})


class BookQuerySet(ContactQuerySet):
    """Contacts under one question. What is fetched carries its `case`, read for all rows at once, from which
    crm.readiness.assess judges without asking the database again."""

    question: Question
    tie_by_tie = False
    only_ties = False  # whether nobody without a tie is in it: then one index holds all its warmth, none included

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        if hasattr(self, "question"):
            clone.question = self.question
        clone.tie_by_tie, clone.only_ties = self.tie_by_tie, self.only_ties
        return clone

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        with walking() if is_new and self.tie_by_tie else nullcontext():
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
        theirs = cast(Self, self.visible_to(question.staff).in_use())
        book = theirs._joined(question, Q(relationships__staff=question.staff))
        return book.annotate(warmth_log=F("tie__warmth_log"))

    def these(self, pks: list[int], question: Question) -> Self:
        """Contacts under a question about nothing but themselves: without anybody's ties."""
        some = self.filter(holds("{pk} = ANY (%(pks)s)", columns={"pk": "pk"}, values={"pks": pks}))
        some.question = question
        return some

    def at_the_end_of(self, ties: list[int], question: Question) -> Self:
        """A row for each of these ties, whosoever they are: who has one, asks."""
        some = holds("{tie} = ANY (%(ties)s)", columns={"tie": "tie_id"}, values={"ties": ties})
        return self._joined(question, Q(relationships__staff__isnull=False)).filter(some)

    def _joined(self, question: Question, condition: Q) -> Self:
        book = self.annotate(tie=FilteredRelation("relationships", condition=condition))
        book.question = question
        # By one name each, so that all conditions look at one and the same joined row.
        return book.alias(**{f"tie_{column}": F(f"tie__{column}") for column in JUDGED_BY})

    # What is missing ---------------------------------------------------------------------------------

    def missing(self, criterion: str) -> Self:
        return self.filter(BY_NAME[criterion].unmet(self.question))

    def meeting(self, criterion: str) -> Self:
        return self.filter(BY_NAME[criterion].met(self.question))

    # Where they stand ----------------------------------------------------------------------------------

    def ready(self) -> Self:
        return self.stage(Stage.READY)

    def stage(self, stage: str) -> Self:
        """Those on one stage; a stage there is not has nobody on it."""
        if stage == Stage.CLOSED:
            return self.filter(perhaps_closed(self.question), judged_in_order(not_true(self._not_closed())))
        if stage == Stage.RESTING:
            rests = not_true(self._all(RESTING)) & self._not_closed()
            return self.filter(perhaps_resting(self.question), judged_in_order(rests))
        if stage not in (*EARNING, Stage.READY):
            return self.none()
        passed = EARNING if stage == Stage.READY else EARNING[: EARNING.index(Stage(stage))]
        open_to_ask = self._all(RESTING) & self._not_closed()
        # What the tie alone tells comes first, what looks elsewhere last.
        here = self._all_of(*reversed(passed))
        if stage != Stage.READY:
            here &= not_true(self._all_of(stage))
        # To have heard somebody is the one thing nothing stands in for: it leaves few, by the tie alone.
        heard = BY_NAME["heard"].met(self.question) & Q(tie_id__isnull=False) if passed else Q()
        found = self.filter(heard, judged_in_order(here & open_to_ask))
        found.tie_by_tie, found.only_ties = True, bool(passed)
        return found

    def order_by_warmth(self) -> Self:
        return self.order_by(F("warmth_log").desc(nulls_last=True), "-pk")

    def _all(self, names: tuple[str, ...]) -> Q:
        condition = Q()
        for name in names:
            condition &= BY_NAME[name].met(self.question)
        return condition

    def _all_of(self, *groups: str) -> Q:
        return self._all(tuple(criterion.name for group in groups for criterion in of_group(group)))

    def _not_closed(self) -> Q:
        return self._all(CLOSING) & not_true(no_channel_left(self.question))


def book(question: Question, contacts: Any = None) -> BookQuerySet:
    """The book of one question; `contacts` narrows it to a queryset of contacts."""
    rows = BookQuerySet(Contact).asking(question)
    return rows if contacts is None else rows.filter(pk__in=contacts.values("pk"))
