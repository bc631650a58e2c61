"""Examples for the kit page of what is about somebody: rows, cards, the ladder, moments of a timeline."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from crm.readiness import Stage, Verdict

LONG = "Clara Schmidt-Hohenbrunn-Waldorf von der Großen Verkehrswende"
States = dict[str, dict[str, Any]]


def about_people() -> States:
    """Rows and cards about somebody."""
    ana, clara = a_person(1, "Ana Lima"), a_person(2, LONG, visibility="private")
    missing = _verdicts()[3]
    readiness = SimpleNamespace(
        stage=Stage.GIVE, criteria=_verdicts(), next=missing, unlocked=False, ask=None, warmth=6.0
    )
    ready = SimpleNamespace(stage=Stage.READY, criteria=_verdicts()[:2], next=None, unlocked=True, ask=None, warmth=20)
    campaign = SimpleNamespace(pk=1, name="Cargo bike week")
    columns = ("stage", "next", "topics", "warmth", "last", "reach")
    cards = {
        verb: {"card": _card(verb, ana, campaign), "section": verb}
        for verb in ("keep", "answer", "record", "follow_up", "interest", "listen", "connect", "give", "ask", "offer")
    }
    asked = SimpleNamespace(text="Do you know who counts the bikes in Leipzig?")
    newest = SimpleNamespace(title="Where the depots went", published_at=timezone.now())
    cards["give"] |= {"suggestion": SimpleNamespace(question=asked, post=newest)}
    return {
        "contact_row": {
            name: {"row": row, "campaign": campaign, "columns": columns}
            for name, row in _rows(readiness, ready).items()
        },
        "pair_side": {"a side": {"person": ana}, "private, a long name": {"person": clara}},
        "today_card": cards,
        "ladder": {
            "on the way": {"readiness": readiness, "contact": ana, "topic": "", "unfold": True},
            "ready": {"readiness": ready, "contact": ana, "topic": "", "unfold": False},
        },
        "criterion": {verdict.name: {"verdict": verdict, "contact": ana} for verdict in _verdicts()},
        "board_card": {
            name: {"card": _board_card(ana, state), "campaign": campaign, "team": [a_person(7, "Bob")]}
            for name, state in (("on the way", readiness), ("ready", ready))
        },
        "moment": _moments(),
        "beside": _copies(ana),
        "today_heard": {"a new post": {"to_hear": _to_hear(ana)}},
    }


def a_person(pk: int, name: str, **more: Any) -> SimpleNamespace:
    handle = SimpleNamespace(channel="email", value=f"p{pk}@example.net", get_channel_display="E-mail")
    given = {"organization": "Stadtrad Magazin", "title": "Editor", "location": "Berlin", "visibility": "team", **more}
    return SimpleNamespace(pk=pk, name=name, handles=SimpleNamespace(all=lambda: [handle]), tags=["bikes"], **given)


def _verdicts() -> tuple[Verdict, ...]:
    week = timezone.now().date() + timedelta(days=5)
    return (
        Verdict("heard", "listen", True, 3, 3, "You took in 3 different things of theirs."),
        Verdict("reached", "connect", True, 1, 1, "You wrote.", stood_in_by="attestation"),
        Verdict("answered", "connect", False, 1, 2, "They answered on 1 of 2 days.", "Wait for their answer."),
        Verdict("given", "give", False, 0, 1, "You have not done anything for them yet.", "Do something for them."),
        Verdict("rested", "respect", False, 20, 25, "Their rest is not over.", "Let them be.", by_time_on=week),
    )


def _rows(on_the_way: SimpleNamespace, ready: SimpleNamespace) -> dict[str, SimpleNamespace]:
    """Two rows of the list of contacts: one with all there can be, one with next to nothing."""
    tie = SimpleNamespace(last_exchange_at=timezone.now(), last_exchange_direction="inbound")
    reach = [("email", ["ana@example.net", "lima@example.net"]), ("mastodon", ["@ana@example.social"])]
    ana, clara = a_person(1, "Ana Lima"), a_person(2, LONG, visibility="private")
    full = {"tie": tie, "warmth": 6.0, "topics": ["Cargo bikes"], "reach": reach}
    bare: dict[str, Any] = {"tie": None, "warmth": 0, "topics": [], "reach": []}
    return {
        "on the way": SimpleNamespace(contact=ana, readiness=on_the_way, **full),
        "ready, private, a long name": SimpleNamespace(contact=clara, readiness=ready, **bare),
    }


def _card(verb: str, person: SimpleNamespace, campaign: SimpleNamespace) -> SimpleNamespace:
    one = SimpleNamespace(pk=1)
    given = {"key": f"{verb}:1", "verb": verb, "contact": person, "campaign": campaign, "staff_id": 0, "topic": "Bikes"}
    return SimpleNamespace(
        **given, ask=one, promise=one, offer=one, sentence="One sentence that says what is to do, and why now."
    )


def _board_card(person: SimpleNamespace, readiness: SimpleNamespace) -> SimpleNamespace:
    candidate = SimpleNamespace(pk=1, staff_id=None, staff="Alice")
    return SimpleNamespace(contact=person, readiness=readiness, candidate=candidate)


def _moments() -> dict[str, Any]:
    it = {"channel": "email", "occurred_at": timezone.now(), "staff_id": 0, "voided_at": None}
    wrote = SimpleNamespace(pk=1, direction="outbound", kind="message", text="Your piece stayed with me.", **it)
    answered = SimpleNamespace(
        pk=2, direction="inbound", kind="reply", text="How kind!", url="https://ana.example/", **it
    )
    copied = SimpleNamespace(pk=3, direction="outbound", kind="message", not_genuine_because="canned", **it)
    mention = SimpleNamespace(
        pk=4, channel="mastodon", published_at=timezone.now(), title="", text="On depots.", url="https://ana.example/2"
    )
    me = SimpleNamespace(pk=0)
    return {
        "we wrote": {"moment": SimpleNamespace(interaction=wrote, headline="Alice wrote"), "me": me},
        "they answered": {"moment": SimpleNamespace(interaction=answered, headline="They replied"), "me": me},
        "it counts for nothing": {"moment": SimpleNamespace(interaction=copied, headline="Alice wrote"), "me": me},
        "they published": {"moment": SimpleNamespace(mention=mention, heard=True), "me": me},
    }


def _copies(person: SimpleNamespace) -> dict[str, Any]:
    parts = [
        SimpleNamespace(text=text, is_shared=shared) for text, shared in (("Dear Jonas, ", False), ("look!", True))
    ]
    return {
        "to somebody seen": {"beside": SimpleNamespace(to=person, at=timezone.now(), parts=parts)},
        "to somebody not to be seen": {"beside": SimpleNamespace(to=None, at=None, parts=[])},
    }


def _to_hear(person: SimpleNamespace) -> SimpleNamespace:
    post = SimpleNamespace(title="Where the depots went", text="", published_at=timezone.now())
    voice = SimpleNamespace(author=SimpleNamespace(pk=9, name="Mei Tanaka", value="@mei"), key="voice:9", days=5)
    heard = SimpleNamespace(key="heard:1", contact=person, count=2, newest=post)
    return SimpleNamespace(heard=[heard], voices=[voice], count=2)
