"""What we may ask for, under which rules, and of whom."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.errors import Refusal
from crm.history import keeps_history
from crm.models.base import Versioned

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def threshold(
    default: int, lowest: int, highest: int, text: "str | _StrPromise"
) -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField(
        default=default,
        validators=[MinValueValidator(lowest), MaxValueValidator(highest)],
        help_text=text,
    )


@keeps_history()
class Policy(Versioned):
    """The thresholds. Priors, not science: no source validates them for PR asks; they are measured against
    outcomes. One is the organisation's default; a campaign's own may only be stricter."""

    name = models.CharField(max_length=200)
    is_default = models.BooleanField(default=False, editable=False)
    heard_min = threshold(3, 1, 10, _("different things of theirs taken in"))
    heard_within_days = threshold(90, 1, 3650, _("days that count for hearing them"))
    fit_days = threshold(2, 1, 10, _("different days on which an interest was observed"))
    fit_within_days = threshold(180, 1, 3650, _("days that count for an observed interest"))
    known_days = threshold(21, 0, 3650, _("days since the first exchange"))
    reached_days = threshold(3, 0, 100, _("different days on which we wrote"))
    answered_days = threshold(2, 1, 100, _("different days on which they wrote"))
    owed_days = threshold(7, 0, 365, _("days a message of theirs may wait"))
    quiet_factor = threshold(8, 1, 100, _("times their usual gap until they count as quiet"))
    quiet_min_days = threshold(45, 1, 3650, _("days nobody is quiet before"))
    quiet_max_days = threshold(365, 1, 3650, _("days everybody is quiet after"))
    given_min = threshold(1, 1, 10, _("different days on which we were of use since our last ask"))
    unhurried_days = threshold(2, 0, 30, _("days between being of use and asking"))
    rest_days = threshold(90, 0, 3650, _("days of rest after any ask"))
    rest_after_no_days = threshold(180, 0, 3650, _("days of rest after a no or silence"))
    asks_per_year = threshold(3, 1, 365, _("asks at which a person is spared for the year"))
    changed_by = models.ForeignKey(
        "crm.Staff", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    change_reason = models.CharField(max_length=1000, blank=True, help_text=_("Why it was last changed."))

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="policy_one_default"),
            models.CheckConstraint(
                condition=Q(quiet_min_days__lte=models.F("quiet_max_days")), name="policy_quiet_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def check_thresholds(self) -> None:
        """Raises Refusal for numbers that no policy may hold, whichever it is."""
        self.check_fields()
        if self.quiet_min_days > self.quiet_max_days:
            raise Refusal(
                quiet_max_days=gettext("This is at least quiet_min_days, %(quiet_min_days)s.")
                % {"quiet_min_days": self.quiet_min_days}
            )


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    ENDED = "ended", _("Ended")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def live(self, today: date) -> "CampaignQuerySet":
        return self.filter(is_live(today))


def is_live(today: date, prefix: str = "") -> Q:
    """Live by its status and inside its dates, both ends included."""
    started = Q(**{f"{prefix}starts_on": None}) | Q(**{f"{prefix}starts_on__lte": today})
    running = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": today})
    return Q(**{f"{prefix}status": Status.LIVE}) & started & running


@keeps_history()
class Campaign(Versioned):
    """What we may ask for."""

    name = models.CharField(max_length=200)
    client = models.CharField(max_length=200, blank=True)
    what = models.TextField(blank=True, max_length=10_000)
    facts = models.TextField(blank=True, max_length=20_000, help_text=_("Everyone may use these word for word."))
    why = models.TextField(blank=True, max_length=10_000)
    topics = models.ManyToManyField("crm.Topic", blank=True, related_name="campaigns")
    links = ArrayField(models.CharField(max_length=2000), default=list, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    policy = models.ForeignKey(Policy, null=True, blank=True, on_delete=models.PROTECT, related_name="campaigns")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    owner = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="campaigns")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="campaign_status_known"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=models.F("ends_on")),
                name="campaign_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_live(self, today: date) -> bool:
        started = self.starts_on is None or self.starts_on <= today
        running = self.ends_on is None or today <= self.ends_on
        return self.status == Status.LIVE and started and running


@keeps_history()
class Candidate(Versioned):
    """Somebody on a campaign's shortlist, and who would ask them. Whoever handed them on left a note; a colleague who
    knows them better may have been asked to introduce."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="candidates")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="candidacies")
    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="candidates")
    handed_on_by = models.ForeignKey(
        "crm.Staff", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    handed_on_at = models.DateTimeField(null=True, blank=True, editable=False)
    note = models.TextField(
        blank=True, db_default="", default="", max_length=5000, help_text=_("What the next one should know.")
    )
    introducer = models.ForeignKey(
        "crm.Staff",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="introductions_to_make",
        help_text=_("The colleague who was asked to introduce; empty when they declined."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "contact"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.contact} · {self.campaign}"
