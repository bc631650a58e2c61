"""One dossier under one question: what the criteria look at."""

from datetime import date
from typing import Any

from django.utils.functional import cached_property  # that of functools takes a lock each time

from crm.readiness.asked import OPEN
from crm.readiness.dossier import Dossier
from crm.readiness.question import INVITED_FOR_DAYS, YEAR_DAYS, Question

# What somebody without a relationship has instead of null.
NOTHING: dict[str, Any] = {
    "heard_on": (),
    "heard_days": (),
    "reached_days": 0,
    "answered_days": 0,
    "they_wrote_days": 0,
    "given_on": (),
    "channels": (),
    "last_exchange_direction": "",
}


class Case:
    """A contact (`pk`, `name`) with the facts of the relationship as attributes, and what follows from asks,
    boundaries, interests and invitations for the question's campaign on the question's day."""

    def __init__(self, dossier: Dossier, question: Question) -> None:
        self.pk = dossier.contact_id
        self.name = dossier.name
        self.dossier = dossier
        self.question = question

    def __getattr__(self, name: str) -> Any:
        """The facts of the relationship."""
        if name not in self.dossier.facts:
            raise AttributeError(name)
        value = self.dossier.facts[name]
        return NOTHING.get(name) if value is None else value

    # Connect ---------------------------------------------------------------------------------------------

    @cached_property
    def owed_on(self) -> date | None:
        """Since when they wait for an answer, whether they wrote to this staff member or to one who has left."""
        return min((day for day in (self.dossier.facts["owed_on"], self.dossier.passed_on) if day), default=None)

    @property
    def is_passed_on(self) -> bool:
        """Whether it is what somebody who has left was written."""
        return self.owed_on is not None and self.owed_on != self.dossier.facts["owed_on"]

    # Listen ----------------------------------------------------------------------------------------------

    @cached_property
    def fit_stated(self) -> str | None:
        """The topic of the campaign that they said they care about."""
        topics = self.question.topic_ids
        return next((i["name"] for i in self.dossier.interests if i["stated"] and i["topic"] in topics), None)

    @cached_property
    def fit_observed(self) -> tuple[str, int]:
        """The topic they were heard on most, and on how many days; ("", 0) for none."""
        since = self.question.days_ago(self.question.policy.fit_within_days).isoformat()
        counted = (
            (interest["name"], sum(day >= since for day in interest["days"] or ()))
            for interest in self.dossier.interests
            if interest["topic"] in self.question.open_topic_ids
        )
        return max(counted, key=lambda found: found[1], default=("", 0))

    @cached_property
    def invited(self) -> dict[str, Any] | None:
        first = self.question.days_ago(INVITED_FOR_DAYS).isoformat()
        last = self.question.today.isoformat()
        return next(
            (
                invitation
                for invitation in self.dossier.invitations
                if invitation["topic"] in self.question.topic_ids and first <= invitation["given_on"] <= last
            ),
            None,
        )

    # Respect ---------------------------------------------------------------------------------------------

    @cached_property
    def _standing(self) -> list[dict[str, Any]]:
        today = self.question.today.isoformat()
        return [b for b in self.dossier.boundaries if b["until"] is None or b["until"] > today]

    @cached_property
    def boundary(self) -> dict[str, Any] | None:
        """The one that stands longest against this campaign."""
        campaign, client = self.question.campaign, self.question.campaign.client.strip().lower()
        for wall in self._standing:
            if (
                wall["scope"] == "everything"
                or wall["campaign"] == campaign.pk
                or (wall["topic"] is not None and wall["topic"] in self.question.topic_ids)
                or (wall["scope"] == "client" and client and wall["client"].strip().lower() == client)
            ):
                return wall
        return None

    @cached_property
    def walled_channels(self) -> set[str]:
        return {wall["channel"] for wall in self._standing if wall["scope"] == "channel"}

    def wall_on(self, channel: str) -> dict[str, Any] | None:
        """The boundary on a channel that stands longest."""
        on_it = (wall for wall in self._standing if wall["scope"] == "channel" and wall["channel"] == channel)
        return next(on_it, None)

    @property
    def asks(self) -> list[dict[str, Any]]:
        """To the person, newest first, each with its `state` and `rests_until` (crm.readiness.asked)."""
        return self.dossier.asks

    @cached_property
    def ask_for_campaign(self) -> dict[str, Any] | None:
        return next((ask for ask in self.asks if ask["campaign"] == self.question.campaign.pk), None)

    @cached_property
    def open_asks(self) -> list[dict[str, Any]]:
        return [ask for ask in self.asks if ask["state"] == OPEN]

    @property
    def open_ask(self) -> dict[str, Any] | None:
        return next(iter(self.open_asks), None)

    @cached_property
    def resting(self) -> dict[str, Any] | None:
        """The ask that has them rest longest, if one still does."""
        today = self.question.today.isoformat()
        waiting = [ask for ask in self.asks if ask["rests_until"] > today]
        return max(waiting, key=lambda ask: ask["rests_until"], default=None)

    @cached_property
    def asked_in_a_year(self) -> list[date]:
        """Days of asks and uninvited pitches, newest first."""
        since = self.question.days_ago(YEAR_DAYS)
        asked = [date.fromisoformat(ask["asked_on"]) for ask in self.dossier.asks]
        before = [asked_on for asked_on, _until in self.dossier.remembered]
        return sorted((day for day in (*asked, *self.dossier.pitches, *before) if day >= since), reverse=True)

    @cached_property
    def remembered_until(self) -> date | None:
        """The first day on which an ask from before they were erased no longer has them rest."""
        return max((until for _asked_on, until in self.dossier.remembered), default=None)

    @cached_property
    def last_pitch_on(self) -> date | None:
        return self.dossier.pitches[0] if self.dossier.pitches else None

    # Channels --------------------------------------------------------------------------------------------

    @cached_property
    def wrote_on(self) -> set[str]:
        """Channels on which they wrote to this staff member and on which one can ask."""
        return set(self.channels) - set(self.dossier.dead_channels)

    @cached_property
    def channels_left(self) -> set[str]:
        return (set(self.dossier.current_channels) | self.wrote_on) - self.walled_channels

    @property
    def is_unreachable(self) -> bool:
        """There were ways to ask them, and none is left. Somebody without any way yet is not unreachable."""
        had_any = self.dossier.current_channels or self.dossier.dead_channels or self.channels
        return bool(had_any) and not self.channels_left
