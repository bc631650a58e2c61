"""Examples for the kit page of calendars: how one goes, the next meeting, and whether one took place."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone

from frontend.forms.kit import KitForm

States = dict[str, dict[str, Any]]


class _Shows(KitForm):
    shows = forms.ChoiceField(
        label="What the team may read",
        choices=[("titles", "The title only"), ("happened", "Only that we met")],
        widget=forms.RadioSelect,
    )


def _connected(now: Any, health: str = "") -> SimpleNamespace:
    told = {"name": "Work", "paused_at": None, "is_well": not health, "health": health}
    return SimpleNamespace(**told, checked_at=now, next_check_at=now + timedelta(hours=1))


def of_calendars() -> States:
    now = timezone.now()
    me = SimpleNamespace(pk=1)
    return {
        "connection": {"well": {"it": _connected(now), "icon": "mail", "place": "ana@house.example", "to": "#"}},
        "offer": {
            "a request": {
                "offer": SimpleNamespace(pk=1, kind="request", ask_id=None),
                "sentence": "They may ask for it.",
            },
            "an answer": {
                "offer": SimpleNamespace(pk=1, kind="outcome", ask_id=1),
                "sentence": "They wrote after you asked.",
            },
        },
        "connection_health": {"in trouble": {"it": _connected(now, "The mail server broke off. We try again later.")}},
        "disconnect": {"two ways": {"to": "#"}},
        "connection_state": {
            "well": {"it": _connected(now)},
            "not read yet": {"it": SimpleNamespace(paused_at=None, is_well=True, checked_at=None)},
            "paused": {"it": SimpleNamespace(paused_at=now, is_well=True, checked_at=now)},
            "in trouble": {"it": SimpleNamespace(paused_at=None, is_well=False, checked_at=now)},
        },
        "choices": {
            "one chosen": {"field": _Shows(auto_id="kit_shows_%s", initial={"shows": "titles"})["shows"]},
            "none chosen": {"field": _Shows({}, auto_id="kit_none_%s", prefix="none")["shows"]},
        },
        "met": {"over": {"pk": 1, "name": "Ana Lima"}},
        "next_meeting": {
            "one’s own": {"brief": _brief(now, staff_id=1), "me": me},
            "a colleague’s": {"brief": _brief(now, staff_id=2, kind="call", title=""), "me": me},
        },
    }


def _brief(now: Any, *, staff_id: int, kind: str = "meeting", title: str = "Coffee before the fair") -> SimpleNamespace:
    meeting = SimpleNamespace(
        staff_id=staff_id, staff="Bob", kind=kind, title=title, place="Café Bilen" if title else "", all_day=False,
        starts_at=now + timedelta(days=2),
    )  # fmt: skip
    promise = SimpleNamespace(text="the figures of last spring", due_on=(now + timedelta(days=1)).date())
    mine = staff_id == 1
    return SimpleNamespace(
        meeting=meeting,
        last=None,
        owed=now - timedelta(days=3) if mine else None,
        promises=[promise] if mine else [],
        boundaries=[],
        others=[SimpleNamespace(pk=2, name="Ben Brook")] if mine else [],
    )
