"""Voices: who talks about our topics without being a contact yet."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.actions.trash_contact import trash_contact
from crm.errors import Refusal
from crm.models import Contact, Topic
from frontend.access import StaffRequest, signed_in
from frontend.adopting import adopt_author
from frontend.inbox import places_in
from frontend.marking import marked, spans_in
from frontend.respond import back, fragment, page, say, say_refused
from listening.actions.adopt_voice import block_voice, unblock_voice
from listening.models import Author, MentionTopic, Pairing
from listening.recognising import matcher
from listening.voices import Voice
from listening.voices import voices as heard_voices


@signed_in
@require_GET
def voices(request: StaffRequest) -> HttpResponse:
    every = list(Topic.objects.exclude(query="").order_by("name")[:500])
    chosen = next((topic for topic in every if str(topic.pk) == request.GET.get("topic", "")), None)
    blocked = bool(request.GET.get("blocked"))
    found = heard_voices(
        staff=request.user, topics=[chosen.pk] if chosen else None, as_of=timezone.now(), blocked=blocked
    )
    undecided = Pairing.objects.filter(verdict=None).count()
    context = {"rows": _rows(found), "topics": every, "chosen": chosen, "blocked": blocked, "pairs": undecided}
    return page(request, "frontend/listening/voices.html", context, part="list")


def _rows(found: list[Voice]) -> list[dict[str, Any]]:
    """Each with its posts marked and the topics these are about."""
    asked = matcher()
    ids = {mention.pk for voice in found for mention in voice.examples}
    about: dict[int, list[tuple[int, str]]] = {}
    matched = MentionTopic.objects.filter(mention__in=ids).order_by("topic__name")
    for mention, topic, name in matched.values_list("mention", "topic", "topic__name"):
        about.setdefault(mention, []).append((topic, name))
    return [
        {
            "voice": voice,
            "topics": list(dict.fromkeys(name for one in voice.examples for _pk, name in about.get(one.pk, []))),
            "posts": [_post(asked, one, [pk for pk, _name in about.get(one.pk, [])]) for one in voice.examples],
        }
        for voice in found
    ]


def _post(asked: Any, mention: Any, topics: list[int]) -> dict[str, Any]:
    places = places_in(asked, mention, topics)
    return {
        "mention": mention,
        "title": marked(mention.title, spans_in(places, "title")),
        "text": marked(mention.text, spans_in(places, "text"), longest=260),
    }


def _answer(request: StaffRequest, author: Author, *, gone: bool) -> HttpResponse:
    """The row: gone, or back in its place."""
    if not request.htmx:
        return back(request, reverse("frontend:listening_voices"))
    context: dict[str, Any] = {"author": author, "gone": gone, "late": not gone}
    if not gone:
        every = heard_voices(staff=request.user, as_of=timezone.now())
        context["row"] = next(iter(_rows([voice for voice in every if voice.author.pk == author.pk])), None)
    return fragment(request, "frontend/listening/voice.html", context)


@signed_in
@require_POST
def voice_adopt(request: StaffRequest, pk: int) -> HttpResponse:
    author = get_object_or_404(Author, pk=pk)
    try:
        contact = adopt_author(request.user, author, timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
        return back(request, reverse("frontend:listening_voices"))
    words = _("%(name)s is in your book now.") % {"name": contact.name}
    say(request, words, undo=reverse("frontend:listening_voice_unadopt", args=[pk, contact.pk]))
    return _answer(request, author, gone=True)


@signed_in
@require_POST
def voice_unadopt(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponse:
    author = get_object_or_404(Author, pk=pk)
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_pk)
    try:
        trash_contact(staff=request.user, contact=contact, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("%(name)s is in the trash.") % {"name": contact.name})
    return _answer(request, author, gone=False)


@signed_in
@require_POST
def voice_block(request: StaffRequest, pk: int) -> HttpResponse:
    author = block_voice(staff=request.user, author=get_object_or_404(Author, pk=pk), as_of=timezone.now())
    words = _("%(who)s stays away from the voices, for everybody.") % {"who": author.name or author.value}
    say(request, words, undo=reverse("frontend:listening_voice_unblock", args=[pk]))
    return _answer(request, author, gone=True)


@signed_in
@require_POST
def voice_unblock(request: StaffRequest, pk: int) -> HttpResponse:
    author = unblock_voice(author=get_object_or_404(Author, pk=pk))
    say(request, _("%(who)s is heard among the voices again.") % {"who": author.name or author.value})
    gone = "blocked" in (request.htmx.current_url_abs_path or "") if request.htmx else False
    return _answer(request, author, gone=gone)
