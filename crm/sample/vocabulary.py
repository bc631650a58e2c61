"""The words the stories are written in. Each makes one moment; `days` are before today."""

from datetime import timedelta
from typing import Any

from crm.actions.attest import attest
from crm.actions.edit_interaction import void_interaction
from crm.actions.note_interest import note_interest
from crm.actions.note_invitation import note_invitation
from crm.actions.promise import keep_promise, make_promise
from crm.models import Basis, Direction, Kind
from crm.sample.telling import Moment, Scene

THEIRS = (Direction.INBOUND, Direction.MUTUAL)


def _logged(days: int, hour: int, direction: str, kind: str, text: str, by: str, **fields: Any) -> Moment:
    return Moment(days, hour, lambda scene: scene.log(direction, kind, text=text, **fields), by)


# Listening ------------------------------------------------------------------------------------------------


def read(days: int, title: str, *, by: str = "", channel: str = "website") -> Moment:
    """A post, an episode, a film of theirs."""
    return Moment(
        days,
        8,
        lambda scene: scene.log(Direction.OBSERVED, Kind.READ, text=title, url=scene.page_of(title), channel=channel),
        by,
    )


def stated(days: int, topic: str, quote: str) -> Moment:
    def note(scene: Scene) -> None:
        note_interest(
            staff=scene.staff,
            contact=scene.contact,
            topic=scene.world.topics[topic],
            basis=Basis.STATED,
            noted_at=scene.at,
            as_of=scene.at,
            quote=quote,
        )

    return Moment(days, 18, note)


def observed(days: int, topic: str, title: str) -> Moment:
    def note(scene: Scene) -> None:
        note_interest(
            staff=scene.staff,
            contact=scene.contact,
            topic=scene.world.topics[topic],
            basis=Basis.OBSERVED,
            noted_at=scene.at,
            as_of=scene.at,
            evidence_url=scene.page_of(title),
        )

    return Moment(days, 9, note)


# Talking --------------------------------------------------------------------------------------------------


def we(days: int, text: str, *, kind: str = Kind.MESSAGE, hour: int = 10, by: str = "", **fields: Any) -> Moment:
    return _logged(days, hour, Direction.OUTBOUND, kind, text, by, **fields)


def they(days: int, text: str, *, kind: str = Kind.REPLY, hour: int = 15, by: str = "", **fields: Any) -> Moment:
    return _logged(days, hour, Direction.INBOUND, kind, text, by, **fields)


def called(days: int, text: str, *, by: str = "") -> Moment:
    return _logged(days, 14, Direction.MUTUAL, Kind.CALL, text, by, channel="phone")


def met(days: int, text: str, *, by: str = "") -> Moment:
    return _logged(days, 13, Direction.MUTUAL, Kind.MEETING, text, by, channel="in_person")


def liked(days: int, *, theirs: bool = False, channel: str = "bluesky") -> Moment:
    direction = Direction.INBOUND if theirs else Direction.OUTBOUND
    return _logged(days, 20, direction, Kind.REACTION, "", "", channel=channel)


def long_ago(days: int, *, entered: int, text: str = "") -> Moment:
    """What an old address book calls "last contacted": entered late, without a message to show."""

    def note(scene: Scene) -> None:
        late = scene.at + timedelta(days=days - entered)
        scene.log(Direction.OUTBOUND, Kind.MESSAGE, text=text, as_of=late)

    return Moment(days, 12, note)


def voided(days: int, reason: str) -> Moment:
    """Take back the last thing we logged of ours."""

    def void(scene: Scene) -> None:
        mistaken = scene.latest(Direction.OUTBOUND)
        void_interaction(staff=scene.staff, interaction=mistaken, reason=reason, as_of=scene.at)

    return Moment(days, 17, void)


# Being of use ---------------------------------------------------------------------------------------------


def helped(days: int, text: str, *, hour: int = 11, by: str = "") -> Moment:
    return _logged(days, hour, Direction.OUTBOUND, Kind.HELP, text, by)


def shared(days: int, text: str, *, channel: str = "bluesky", by: str = "") -> Moment:
    """Something of theirs, with words of our own."""
    return _logged(days, 12, Direction.OUTBOUND, Kind.SHARE, text, by, channel=channel)


def promised(days: int, text: str, *, due: int, kept: int | None = None, by: str = "") -> Moment:
    """From what they last said; `due` and `kept` are days before today, too."""

    def promise(scene: Scene) -> None:
        made = make_promise(
            staff=scene.staff,
            contact=scene.contact,
            text=text,
            due_on=scene.day(due),
            as_of=scene.at,
            interaction=scene.latest(*THEIRS),
        )
        if kept is not None:
            keep_promise(staff=scene.staff, promise=made, as_of=scene.at + timedelta(days=days - kept))

    return Moment(days, 16, promise, by)


# What stands in -------------------------------------------------------------------------------------------


def invited(days: int, topic: str, quote: str) -> Moment:
    """In what they last said to us."""

    def note(scene: Scene) -> None:
        note_invitation(
            staff=scene.staff,
            contact=scene.contact,
            topic=scene.world.topics[topic],
            quote=quote,
            given_on=scene.day(days),
            as_of=scene.at,
            interaction=scene.latest(*THEIRS),
        )

    return Moment(days, 17, note)


def vouched(days: int, reason: str) -> Moment:
    return Moment(
        days, 9, lambda scene: attest(staff=scene.staff, contact=scene.contact, reason=reason, as_of=scene.at)
    )


def introduced(days: int, text: str, *, by: str, to: str = "me") -> Moment:
    return Moment(
        days,
        9,
        lambda scene: scene.log(
            Direction.MUTUAL, Kind.INTRODUCTION, text=text, channel="email", introduces=scene.world.staff[to]
        ),
        by,
    )
