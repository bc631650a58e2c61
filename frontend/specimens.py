"""What the kit page shows: each component in each of its states, with made-up people and no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.utils import timezone

from crm.readiness import Stage
from frontend.charts import bar_chart, line_chart, pair_chart
from frontend.forms.kit import KitForm
from frontend.forms.two_editors import Difference
from frontend.specimens_of_asks import around_asks
from frontend.specimens_of_calendars import of_calendars
from frontend.specimens_of_people import LONG, a_person, about_people
from frontend.week import TALLEST, Week

FOLDER = Path(__file__).parent / "templates/frontend/components"
# Parts of the frame that every page has once, this one included.
OF_THE_FRAME = frozenset(
    {
        "keys",
        "log",
        "palette",
        "scripts",
        "styles",
        "toasts",
        "toasts_late",
        "topics",
        "outbox",
        "event_script",
        "places",
        "rail",
        "rail_end",
        "bar",
        "words",
        "composer_choices",
    }
)


@dataclass(frozen=True, slots=True)
class State:
    caption: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Specimen:
    """`takes` is the component's own word on its parameters; no states: it is a part of the frame."""

    name: str
    takes: str
    states: tuple[State, ...]

    @property
    def template(self) -> str:
        return f"frontend/components/{self.name}.html"

    @property
    def of_the_frame(self) -> bool:
        return self.name in OF_THE_FRAME


def specimens() -> list[Specimen]:
    """Every component there is, by name."""
    states = _words() | _marks() | about_people() | _forms() | _figures() | around_asks() | of_calendars()
    found = []
    for file in sorted(FOLDER.glob("*.html")):
        takes = file.read_text(encoding="utf-8").partition("{% comment %}")[2].partition("{% endcomment %}")[0]
        shown = tuple(State(caption, given) for caption, given in states.get(file.stem, {}).items())
        found.append(Specimen(file.stem, takes, shown))
    return found


States = dict[str, Any]
"""By component: by caption, what it is given."""


def _words() -> States:
    """What speaks: banners, toasts, empty states, progress."""
    tones = {
        tone: {"tone": tone, "icon": "circle-alert", "title": "A title", "words": "What happened, and what to do."}
        for tone in ("note", "info", "good", "bad")
    }
    teach = {"title": "Nobody fits", "words": "Take a filter away, or look for part of a name."}
    return {
        "banner": tones,
        "log_it": {
            "an answer": {"kind": "reply", "icon": "reply", "words": "Log your answer", "pk": 1, "name": "Ana Lima"}
        },
        "put_off": {"for a card": {"key": "give:1", "name": "Ana Lima"}},
        "toast": {
            "said": {"words": "Ana Lima is saved."},
            "to be taken back": {"words": "Ana Lima is in the trash.", "undo": "/kit/"},
            "an error": {"words": "That is in the future; log it when it has happened.", "tone": "error"},
        },
        "empty": {
            "with a place to go": {**teach, "icon": "search", "url": "/kit/", "action": "Show everybody"},
            "with a form to open": {**teach, "icon": "ear", "dialog": "log", "action": "Log what happened"},
            "small": {**teach, "icon": "ear", "small": True},
        },
        "progress": {
            "under way": {"done": 120, "total": 400, "label": "Reading the file"},
            "not known how long": {"done": 0, "total": None, "label": "Waiting for its turn"},
        },
        "long_text": {"short": {"text": "A line."}, "long": {"text": "What she said, word for word. " * 80}},
        "dead_link": {"for an admin": {"admin": True}, "for the others": {"admin": False}},
        "draft_note": {"hidden until a draft is brought back": {}},
    }


def _marks() -> States:
    """Small marks beside a name: stages, levels, warmth, how much to the point."""
    outcomes = ("asked", "yes", "no", "not_now", "silent", "withdrawn")
    now = timezone.now()
    return {
        "stage": {name: {"stage": name} for name in (*Stage.values, *outcomes)},
        "level": {str(level): {"level": level} for level in range(5)},
        "meter": {f"warmth {warmth}": {"warmth": warmth} for warmth in (0, 1, 3, 6, 12, 20)},
        "point": {f"{part:.0%}": {"point": part} for part in (0.0, 0.1, 0.5, 1.0)},
        "part": {f"{part:.0%}": {"part": part} for part in (0.0, 0.126, 1.0)},
        "a_day": {"nothing": {"a_day": None}, "few": {"a_day": 0.4}, "many": {"a_day": 120.2}},
        "brand": {"22 pixels": {"size": 22}, "44 pixels": {"size": 44}},
        "when": {
            words: {"iso": now.isoformat(), "full": "Monday, 4 May 2026, 09:30", "words": words}
            for words in ("today", "5 days ago", "3 May", "3 May 2023")
        },
        "avatar": {
            "plain": {"letters": "AL", "tint": 1},
            "large": {"letters": "CV", "tint": 2, "size": "large"},
            "small": {"letters": "N", "tint": 3, "size": "small"},
            "no letters": {"letters": "·", "tint": 4},
        },
        "rail_link": {
            "elsewhere": {"url": "/kit/", "label": "Contacts", "icon": "users", "key": "g c", "current": "false"},
            "here": {"url": "/kit/", "label": "Today", "icon": "sun", "key": "", "current": "page"},
        },
    }


class _Example(KitForm):
    name = forms.CharField(label="Name", help_text="As they write it themselves.")
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    channel = forms.ChoiceField(label="Channel", choices=[("email", "E-mail"), ("post", "Post")])
    shared = forms.BooleanField(label="For the team", required=False)


def _forms() -> States:
    """Fields and what goes wrong in them. The forms know no request: nothing here can be sent."""
    plain = _Example(auto_id="plain_%s")
    filled = _Example(
        {"name": LONG, "notes": "مرحبا — שלום — こんにちは", "channel": "post", "shared": "on"}, auto_id="filled_%s"
    )
    wrong = _Example({"name": "", "channel": "pigeon"}, auto_id="wrong_%s")
    wrong.add_error(None, "Nothing was saved: two fields want another look.")
    ana, inline = a_person(1, "Ana Lima"), _Example({"name": "Ana", "notes": "Runs."}, auto_id="inline_%s")
    differ = [Difference("take-a", "Name", "Ana Lima", "Ana Lee"), Difference("take-b", "Notes", "", "Rides\nto work")]
    fields = {
        f"{state}: {field.label}": {"field": field}
        for state, form in (("empty", plain), ("filled", filled))
        for field in form
    }
    return {
        "field": fields | {f"wrong: {field.label}": {"field": field} for field in wrong if field.errors},
        "inline_field": {
            "a value": {"contact": ana, "name": "title", "label": "What they do there", "value": "Editor"},
            "nothing yet": {"contact": ana, "name": "notes", "label": "Notes", "value": ""},
            "tags": {"contact": ana, "name": "tags", "label": "Tags", "value": ["bikes", "berlin"]},
        },
        "inline_form": {
            "changing": {"contact": ana, "name": "name", "field": inline["name"], "was": ""},
            "somebody else was there": {"contact": ana, "name": "notes", "field": inline["notes"], "theirs": "Rides."},
        },
        "conflict": {"in two fields": {"differing": differ}, "the same words": {"differing": []}},
        "form_errors": {"wrong": {"form": wrong}},
        "form_dialog": {"shut": {"id": "kit-dialog", "title": "Note an interest", "to": "/kit/"}},
    }


def _figures() -> States:
    rows = [(f"{number} May", (12 - number, number // 2)) for number in range(1, 9)]
    about: dict[str, Any] = {"legend": ("posts", "stories"), "rows": rows, "words": "It falls from eleven to four."}
    bars, lines = bar_chart(key="kit-bars", title="Bars", **about), line_chart(key="kit-lines", title="Lines", **about)
    pairs = pair_chart(key="kit-pairs", title="Ours and theirs", **about)
    nothing = bar_chart(
        key="kit-none", title="Nothing yet", words="Nothing.", legend=("posts",), rows=[("1 May", (0,))]
    )
    monday = date(2026, 5, 4)
    weeks = [Week(monday, n, n // 2, TALLEST * n / 8, TALLEST * n / 16) for n in range(1, 9)]
    return {
        "chart": {
            "bars": {"chart": bars},
            "lines": {"chart": lines},
            "a pair, up and down": {"chart": pairs},
            "nothing": {"chart": nothing},
            "in a list": {"chart": bars, "quiet": True},
        },
        "weeks": {"eight weeks": {"weeks": weeks}},
    }
