"""What the kit page shows: each component in each of its states, with made-up people and no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone

from crm.readiness import Stage, Verdict
from frontend.charts import bar_chart, line_chart, pair_chart
from frontend.forms.kit import KitForm
from frontend.forms.two_editors import Difference
from frontend.specimens_of_asks import around_asks
from frontend.specimens_of_calendars import of_calendars
from frontend.week import TALLEST, Week

FOLDER = Path(__file__).parent / "templates/frontend/components"
LONG = "Clara Schmidt-Hohenbrunn-Waldorf von der Großen Verkehrswende"
# Parts of the frame that every page has once, this one included.
OF_THE_FRAME = frozenset(
    {"keys", "log", "palette", "scripts", "styles", "toasts", "toasts_late", "topics", "outbox", "event_script"}
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
    states = _words() | _marks() | _people() | _forms() | _figures() | around_asks() | of_calendars()
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
            "today": {"at": now},
            "days ago": {"at": now - timedelta(days=5)},
            "a date": {"at": now - timedelta(days=60)},
            "long ago": {"at": now - timedelta(days=900)},
        },
        "avatar": {
            "plain": {"name": "Ana Lima", "pk": 1},
            "large": {"name": LONG, "pk": 2, "size": "large"},
            "small": {"name": "Newsdesk", "pk": 3, "size": "small"},
            "no letters": {"name": "···", "pk": 4},
        },
        "rail_link": {
            "elsewhere": {"url": "/kit/", "label": "Contacts", "icon": "users", "key": "g c", "current": "false"},
            "here": {"url": "/kit/", "label": "Today", "icon": "sun", "key": "", "current": "page"},
        },
    }


def _person(pk: int, name: str, **more: Any) -> SimpleNamespace:
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


def _people() -> States:
    """Rows and cards about somebody."""
    ana, clara = _person(1, "Ana Lima"), _person(2, LONG, visibility="private")
    missing = _verdicts()[3]
    readiness = SimpleNamespace(
        stage=Stage.GIVE, criteria=_verdicts(), next=missing, unlocked=False, ask=None, warmth=6.0
    )
    ready = SimpleNamespace(stage=Stage.READY, criteria=_verdicts()[:2], next=None, unlocked=True, ask=None, warmth=20)
    tie = SimpleNamespace(last_exchange_at=timezone.now(), last_exchange_direction="inbound")
    campaign = SimpleNamespace(pk=1, name="Cargo bike week")
    reach = [("email", ["ana@example.net", "lima@example.net"]), ("mastodon", ["@ana@example.social"])]
    rows = {
        "on the way": SimpleNamespace(
            contact=ana, readiness=readiness, tie=tie, warmth=6.0, topics=["Cargo bikes"], reach=reach
        ),
        "ready, private, a long name": SimpleNamespace(
            contact=clara, readiness=ready, tie=None, warmth=0, topics=[], reach=[]
        ),
    }
    columns = ("stage", "next", "topics", "warmth", "last", "reach")
    cards = {
        verb: {"card": _card(verb, ana, campaign), "section": verb}
        for verb in ("keep", "answer", "record", "follow_up", "interest", "listen", "connect", "give", "ask", "offer")
    }
    asked = SimpleNamespace(text="Do you know who counts the bikes in Leipzig?")
    newest = SimpleNamespace(title="Where the depots went", published_at=timezone.now())
    cards["give"] |= {"suggestion": SimpleNamespace(question=asked, post=newest)}
    return {
        "contact_row": {name: {"row": row, "campaign": campaign, "columns": columns} for name, row in rows.items()},
        "pair_side": {"a side": {"person": ana}, "private, a long name": {"person": clara}},
        "today_card": cards,
        "ladder": {
            "on the way": {"readiness": readiness, "contact": ana, "topic": "", "unfold": True},
            "ready": {"readiness": ready, "contact": ana, "topic": "", "unfold": False},
        },
        "criterion": {verdict.name: {"verdict": verdict, "contact": ana} for verdict in _verdicts()},
        "board_card": {
            name: {"card": _board_card(ana, state), "campaign": campaign, "team": [_person(7, "Bob")]}
            for name, state in (("on the way", readiness), ("ready", ready))
        },
        "moment": _moments(),
        "beside": _copies(ana),
        "today_heard": {"a new post": {"to_hear": _to_hear(ana)}},
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
    voice = SimpleNamespace(author=SimpleNamespace(pk=9, name="Mei Tanaka", value="@mei"), days=5)
    heard = SimpleNamespace(key="heard:1", contact=person, count=2, newest=post)
    return SimpleNamespace(heard=[heard], voices=[voice], count=2)


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
    ana, inline = _person(1, "Ana Lima"), _Example({"name": "Ana", "notes": "Runs."}, auto_id="inline_%s")
    differ = [Difference("take-a", "Name", "Ana Lima", "Ana Lee"), Difference("take-b", "Notes", "", "Rides\nto work")]
    fields = {
        f"{state}: {field.label}": {"field": field}
        for state, form in (("empty", plain), ("filled", filled))
        for field in form
    }
    asked = _Example(auto_id="asked_%s")
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
        "form_dialog": {"shut": {"id": "kit-dialog", "title": "Note an interest", "form": asked, "to": "/kit/"}},
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
