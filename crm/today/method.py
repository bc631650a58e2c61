"""What the method wants next: for each live campaign listen, connect, give and ask; and ties about to go quiet."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import F, Value
from django.utils.translation import gettext as _

from crm.models import Relationship
from crm.readiness import Stage, assess, book
from crm.readiness.expressions import AliveUntil
from crm.readiness.policy import default_policy
from crm.readiness.wording import on
from crm.today.day import MOST, Card, Day

COOLING_DAYS = 14

# Where what is missing is done otherwise than the rest of its stage.
INSTEAD = {"fit": "interest", "owed": "answer"}


def on_stage(stage: Stage, verb: str) -> Callable[[Day], Iterator[Card]]:
    def find(day: Day) -> Iterator[Card]:
        for campaign in day.campaigns:
            listed = day.contacts.filter(candidacies__campaign=campaign, candidacies__staff=day.staff)
            rows = book(staff=day.staff, campaign=campaign, as_of=day.as_of, contacts=listed).stage(stage)
            for row in rows.order_by_warmth()[: MOST + 1]:
                if row.pk in day.met:
                    continue
                readiness = assess(row)
                following = readiness.to_do
                if following is None and not readiness.unlocked:
                    continue  # only time helps: nothing to do today
                day.met.add(row.pk)
                sentence = (
                    f"{following.sentence} {following.next_step}"
                    if following
                    else _("%(name)s is ready to be asked for “%(campaign)s”.")
                    % {"name": row.name, "campaign": campaign.name}
                )
                yield Card(
                    key=f"{verb}:{row.pk}:{campaign.pk}",
                    verb=INSTEAD.get(following.name, verb) if following else verb,
                    contact=row,
                    sentence=sentence,
                    staff_id=day.staff.pk,
                    campaign=campaign,
                    topic=next((topic.name for topic in campaign.topics.all()), ""),
                )

    return find


def cooling(day: Day) -> Iterator[Card]:
    policy = default_policy()
    until = AliveUntil(
        F("they_wrote_first_on"),
        F("they_wrote_last_on"),
        F("they_wrote_days"),
        Value(policy.quiet_factor),
        Value(policy.quiet_min_days),
        Value(policy.quiet_max_days),
    )
    ties = (
        Relationship.objects.filter(staff=day.staff, they_wrote_days__gte=2, contact__in=day.contacts.values("pk"))
        .annotate(quiet_on=until)
        .filter(quiet_on__gte=day.today, quiet_on__lte=day.today + timedelta(days=COOLING_DAYS))
    )
    for tie in ties.select_related("contact").order_by("quiet_on", "pk")[: MOST * 2]:
        if tie.contact_id in day.met:
            continue
        yield Card(
            key=f"cooling:{tie.contact_id}",
            verb="connect",
            contact=tie.contact,
            sentence=_("%(name)s last wrote on %(day)s; after %(quiet)s the tie counts as quiet.")
            % {
                "name": tie.contact.name,
                "day": on(tie.they_wrote_last_on or day.today),
                "quiet": on(tie.quiet_on),
            },
            staff_id=tie.staff_id,
            due_on=tie.quiet_on,
        )
