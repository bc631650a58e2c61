"""What the components need to draw: marks for channels, kinds and stages, initials, figures, times."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.readiness import Readiness
from frontend.drawing import drawn_once
from frontend.marks import CHANNEL_ICONS, CHANNEL_LABELS, KIND_ICONS, STAGE_ICONS, STAGES, WARMTH_STEPS
from frontend.sheets import SHEETS, TOGETHER

register = template.Library()


@register.filter
def stage_label(stage: str) -> str:
    return str(STAGES[stage][1]) if stage in STAGES else ""


@register.filter
def stage_level(stage: str) -> int:
    return STAGES[stage][0] if stage in STAGES else 0


@register.filter
def stage_icon(stage: str) -> str:
    return STAGE_ICONS.get(stage, "circle-dashed")


@register.filter
def channel_icon(channel: str) -> str:
    return CHANNEL_ICONS.get(channel, "at-sign")


@register.filter
def channel_label(channel: str) -> str:
    return str(CHANNEL_LABELS.get(channel, channel))


@register.filter
def kind_icon(kind: str) -> str:
    return KIND_ICONS.get(kind, "notebook-pen")


@register.filter
def initials(name: str) -> str:
    words = [word for word in str(name).split() if word[0].isalnum()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper() or "·"


@register.filter
def tint(pk: int | None) -> int:
    return (pk or 0) % 6


@register.filter
def warmth_dots(warmth: float | None) -> int:
    """How many of five dots are lit."""
    return sum(1 for step in WARMTH_STEPS if (warmth or 0) >= step)


@register.filter
def warmth_words(warmth: float | None) -> str:
    words = (_("No warmth yet"), _("Cool"), _("Mild"), _("Warm"), _("Very warm"), _("Close"))
    return words[warmth_dots(warmth)]


@register.simple_tag
def avatar(name: str, pk: int | None, size: str = "") -> SafeString:
    """`size`: "", "large" or "small"."""
    return drawn_once("avatar", letters=initials(name), tint=tint(pk), size=size)


@register.simple_tag
def when(at: datetime | date | None) -> SafeString:
    """A moment in few words, with the whole of it for hovering and for machines; nothing for none."""
    if at is None:
        return SafeString()
    iso = timezone.localtime(at).isoformat() if isinstance(at, datetime) else at.isoformat()
    return drawn_once("when", iso=iso, full=full_time(at), words=ago(at))


@register.simple_tag
def drawn(name: str) -> SafeString:
    """A component that takes nothing, and so is the same on every page."""
    return drawn_once(name)


@register.simple_tag
def sheets() -> list[str]:
    """Addresses of the style sheets; of the one that they are, where files were collected."""
    return [static(name) for name in ((TOGETHER,) if getattr(staticfiles_storage, "bundles", False) else SHEETS)]


@register.simple_tag
def meter(warmth: float | None) -> SafeString:
    step = (0.0, *WARMTH_STEPS)[warmth_dots(warmth)]
    return drawn_once("meter", warmth=step)


@register.simple_tag
def standing(readiness: Readiness) -> SafeString:
    """The stage; of somebody who was asked for this already, what came of it."""
    return stage(standing_of(readiness))


@register.filter
def standing_of(readiness: Readiness) -> str:
    """Its name, as `stage` takes it."""
    asked = readiness.ask
    return str(readiness.stage) if asked is None else "asked" if asked["outcome"] == "open" else str(asked["outcome"])


@register.simple_tag
def stage(name: str) -> SafeString:
    return drawn_once("stage", stage=str(name))


@register.filter
def plus(number: int, other: int) -> int:
    return int(number) + int(other)


@register.filter
def times(number: int, other: int) -> int:
    return int(number) * int(other)


@register.filter
def hundredths(part: float) -> str:
    """0 to 1 as a number of a hundred, for SVG in every language."""
    return f"{100 * min(max(part, 0.0), 1.0):.1f}"


@register.filter
def hundredths_of(part: int, whole: int) -> str:
    """How much of the whole, as a number of a hundred."""
    return hundredths(part / whole if whole else 0.0)


@register.filter
def percent(part: float) -> str:
    """0.126 as “13%”; what is there but rounds to nothing, as “under 1%”."""
    whole = round(100 * part)
    return _("%(n)s%%") % {"n": whole} if whole or not part else _("under 1%")


@register.filter
def below(height: float, line: float) -> str:
    """Where a bar of this height begins that stands on the line, for SVG in every language."""
    return f"{line - height:.1f}"


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """What stands under `key`, or nothing."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def as_words(value: Any) -> str:
    """A text as it is, several between commas, nothing as nothing."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


@register.filter
def web(address: str) -> str:
    """The address if it is one of the web's; empty for anything that a click had better not follow."""
    return address if str(address).lower().startswith(("https://", "http://")) else ""


@register.filter
def bare(address: str) -> str:
    """A web address as people say it, without its scheme and the slash at its end; anything else as it is."""
    return str(address).removeprefix("https://").removeprefix("http://").rstrip("/")


@register.filter
def ago(moment: datetime | date | str | None) -> str:
    """A day in few words, as its reader counts days: “today”, “yesterday”, “5 days ago”, “3 May”."""
    if isinstance(moment, str):
        moment = parse_datetime(moment)
    if moment is None:
        return ""
    now = timezone.localtime()
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    days = (now.date() - day).days
    if days == 0:
        return _("today")
    if abs(days) == 1:
        return _("yesterday") if days == 1 else _("tomorrow")
    if 1 < days < 14:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if -7 < days < -1:
        return date_format(day, "l")
    near = abs(day - now.date()) < timedelta(days=300)
    return date_format(day, "j M" if near else "j M Y")


@register.filter
def full_time(moment: datetime | date | None) -> str:
    """The whole of it, for hovering."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return date_format(timezone.localtime(moment), "l, j F Y, H:i T")
    return date_format(moment, "l, j F Y")


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The theme this browser chose; empty: as the system says."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


@register.simple_tag(takes_context=True)
def address_with(context: template.Context, **changes: Any) -> str:
    """The address of this page with some of its query changed; None or "" takes a key away."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def specimen(context: template.Context, name: str, given: dict[str, Any]) -> SafeString:
    """A component with what it was given, inside what its element needs around it."""
    drawn = render_to_string(f"frontend/components/{name}.html", {**given}, context["request"]).strip()
    if drawn.startswith("<tr"):
        table = f'<table class="table table-cards"><tbody>{drawn}</tbody></table>'
        drawn = f'<div class="card card-list table-wrap">{table}</div>'
    elif drawn.startswith('<div class="inline"'):
        drawn = f'<dl class="inline-list">{drawn}</dl>'
    elif drawn.startswith("<li"):
        drawn = f'<ul class="card card-list items">{drawn}</ul>'
    return mark_safe(drawn)  # noqa: S308  rendered by the component's own template
