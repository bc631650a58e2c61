"""The words for asks, answers and boundaries. Each makes one moment; `days` are before today."""

from datetime import datetime
from typing import Any

from crm.actions.follow_up import follow_up
from crm.actions.note_boundary import note_boundary
from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.actions.save_draft import save_draft
from crm.models import Boundary, BoundaryOrigin, Campaign
from crm.sample.telling import Moment, Scene


def asked(
    days: int,
    campaign: str,
    text: str,
    *,
    by: str = "",
    channel: str = "email",
    override: str = "",
    elsewhere: bool = False,
) -> Moment:
    """On an interest of theirs; `elsewhere` for one that was made outside and recorded here."""

    def ask(scene: Scene) -> None:
        wanted = scene.world.campaigns[campaign]
        open_ask(
            staff=scene.staff,
            contact=scene.contact,
            campaign=wanted,
            channel=channel,
            text=text,
            as_of=scene.at,
            because=_because(scene, wanted),
            override_reason=override,
            already_made=elsewhere,
            asked_at=scene.at if elsewhere else None,
        )

    return Moment(days, 11, ask, by)


def _because(scene: Scene, campaign: Campaign) -> Because | None:
    interest = scene.contact.interests.filter(topic__in=campaign.topics.all()).order_by("noted_at").last()
    return Because("interest", interest.pk) if interest else None


def followed_up(days: int, text: str, *, by: str = "") -> Moment:
    return Moment(
        days,
        10,
        lambda scene: follow_up(staff=scene.staff, ask=scene.latest_ask(), text=text, as_of=scene.at),
        by,
    )


def said(days: int, outcome: str, *, until: int | None = None, by: str = "", **fields: Any) -> Moment:
    """What came of the last ask; `until` in days before today, negative ahead."""

    def record(scene: Scene) -> None:
        ask = scene.latest_ask()
        date = None if until is None else scene.day(until)
        record_outcome(staff=scene.staff, ask=ask, outcome=outcome, until=date, as_of=scene.at, **fields)
        for boundary in ask.boundaries.all():
            _date_back(boundary, scene.at)

    return Moment(days, 16, record, by)


def boundary(days: int, scope: str, note: str, *, by: str = "", until: int | None = None, **target: str) -> Moment:
    """`target` names the topic, client or channel; `origin` where it comes from, if not their words."""

    def note_it(scene: Scene) -> None:
        fields: dict[str, Any] = dict(target)
        if "topic" in fields:
            fields["topic"] = scene.world.topics[fields["topic"]]
        fields.setdefault("origin", BoundaryOrigin.THEY_SAID)
        made = note_boundary(
            staff=scene.staff,
            contact=scene.contact,
            scope=scope,
            note=note,
            until=None if until is None else scene.day(until),
            as_of=scene.at,
            **fields,
        )
        _date_back(made, scene.at)

    return Moment(days, 17, note_it, by)


def _date_back(boundary: Boundary, at: datetime) -> None:
    """The rule reads since when it stands, which is when it was entered; here, in the story."""
    Boundary.objects.filter(pk=boundary.pk).update(created_at=at)


def drafted(days: int, campaign: str, text: str) -> Moment:
    def save(scene: Scene) -> None:
        wanted = scene.world.campaigns[campaign]
        reason = _because(scene, wanted)
        save_draft(
            staff=scene.staff,
            campaign=wanted,
            contact=scene.contact,
            as_of=scene.at,
            channel="email",
            text=text,
            because_kind=reason.kind if reason else "",
            because_id=reason.id if reason else None,
        )

    return Moment(days, 19, save)
