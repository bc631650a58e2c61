"""⌘K: one box that finds contacts, topics, campaigns and commands."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from crm.filters import CampaignFilter, TopicFilter
from crm.models import Campaign, Topic
from frontend.access import StaffRequest, signed_in
from frontend.finding import contacts_like
from frontend.respond import page


@dataclass(frozen=True, slots=True)
class Command:
    label: str
    icon: str
    url: str = ""
    dialog: str = ""
    keys: str = ""


def commands() -> list[Command]:
    return [
        Command(_("Log what happened"), "notebook-pen", dialog="log", keys="l"),
        Command(_("At an event: one after another"), "users", reverse("frontend:event")),
        Command(_("New contact"), "user-plus", reverse("frontend:contact_new")),
        Command(_("New campaign"), "megaphone", reverse("frontend:campaign_new")),
        Command(_("Import contacts"), "upload", reverse("frontend:imports"), keys="g i"),
        Command(_("Today"), "sun", reverse("frontend:today"), keys="g t"),
        Command(_("Contacts"), "users", reverse("frontend:contacts"), keys="g c"),
        Command(_("Listening: inbox"), "ear", reverse("frontend:listening"), keys="g l"),
        Command(_("Voices"), "users", reverse("frontend:listening_voices")),
        Command(_("Topics"), "ear", reverse("frontend:listening_topics")),
        Command(_("New topic"), "plus", reverse("frontend:listening_topic_new")),
        Command(_("Share of voice"), "chart-line", reverse("frontend:listening_share")),
        Command(_("Sources"), "rss", reverse("frontend:listening_sources")),
        Command(_("Add a source"), "plus", reverse("frontend:listening_source_new")),
        Command(_("Bring a page or a file of mentions"), "upload", reverse("frontend:capture")),
        Command(_("Campaigns"), "megaphone", reverse("frontend:campaigns"), keys="g k"),
        Command(_("Reports"), "chart-line", reverse("frontend:reports"), keys="g r"),
        Command(_("Give and ask"), "chart-line", reverse("frontend:reports_balance")),
        Command(_("Exceptions to the rule"), "chart-line", reverse("frontend:reports_exceptions")),
        Command(_("What if the rules were different?"), "sliders-horizontal", reverse("frontend:reports_what_if")),
        Command(_("Rules"), "sliders-horizontal", reverse("frontend:rules")),
        Command(_("Settings"), "settings", reverse("frontend:settings"), keys="g s"),
        Command(_("Keys"), "keyboard", dialog="keys", keys="?"),
    ]


def fits(words: str, label: str) -> bool:
    """Whether each word typed begins one of the label's: “new c” finds “New contact”."""
    there = label.lower().replace(":", " ").split()
    return all(any(word.startswith(typed) for word in there) for typed in words.lower().split())


@signed_in
@require_GET
def find(request: StaffRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    context = {
        "words": words,
        "people": contacts_like(words, request.user, timezone.now()) if words else [],
        "topics": TopicFilter({"search": words}, queryset=Topic.objects.all()).qs[:5] if words else [],
        "campaigns": CampaignFilter({"search": words}, queryset=Campaign.objects.all()).qs[:5] if words else [],
        "commands": [c for c in commands() if fits(words, c.label)],
    }
    return page(request, "frontend/find.html", context)
