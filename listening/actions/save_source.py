"""Where we listen: add, change, pause, take out."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Staff
from crm.outgoing import NotReached
from listening.jobs import queue_check
from listening.models import Source
from listening.sources import SourceTrouble
from listening.sources.kinds import is_fetched, is_paid, kind_named

CHANGEABLE = frozenset({"name", "settings", "retention_days"})
SENT_TO = ("base", "host", "port", "security", "streaming", "sign_in")  # settings that say where a secret goes
LEAST_KEPT, MOST_KEPT = 7, 3650


@transaction.atomic
def create_source(
    *,
    staff: Staff,
    kind: str,
    as_of: datetime,
    name: str = "",
    settings: Mapping[str, Any] | None = None,
    retention_days: int | None = None,
) -> Source:
    """Asked for the first time as soon as a worker is free. `settings` holds secrets too; they are sealed.
    Conflict with `existing` where we listen there already."""
    module = kind_named(kind)
    source = Source(kind=kind, owner=staff, next_check_at=as_of, retention_days=retention_days)
    configure(source, settings or {})
    source.name = name.strip() or str(source.settings.get("base") or module.LABEL)[:200]
    _save(source)
    if is_fetched(module):
        queue_check(source)
    return source


@transaction.atomic
def update_source(*, staff: Staff, source: Source, as_of: datetime, **changes: Any) -> Source:
    """`settings` are changed one by one: those not named stay. A source that was gone or in trouble is asked anew."""
    require_source(staff, source)
    if unknown := changes.keys() - CHANGEABLE:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be changed.")))
    if "settings" in changes:
        configure(source, changes["settings"])
        source.gone_at, source.failures, source.next_check_at, source.pushed_until = None, 0, as_of, None
    if "name" in changes:
        source.name = changes["name"].strip()
    if "retention_days" in changes:
        source.retention_days = changes["retention_days"]
    _save(source)
    return source


@transaction.atomic
def pause_source(*, staff: Staff, source: Source, as_of: datetime) -> Source:
    require_source(staff, source)
    source.paused_at, source.pushed_until = source.paused_at or as_of, None
    source.save()
    return source


@transaction.atomic
def resume_source(*, staff: Staff, source: Source, as_of: datetime) -> Source:
    """Also one that the server said was gone: perhaps it is back."""
    require_source(staff, source)
    source.paused_at = source.gone_at = None
    source.failures, source.next_check_at = 0, as_of
    source.save()
    return source


@transaction.atomic
def remove_source(*, staff: Staff, source: Source, as_of: datetime) -> Source:
    """Not asked any more and out of the list; what was heard there stays. `restore_source` brings it back."""
    require_source(staff, source)
    source.removed_at, source.pushed_until = source.removed_at or as_of, None
    source.save()
    return source


@transaction.atomic
def restore_source(*, staff: Staff, source: Source, as_of: datetime) -> Source:
    require_source(staff, source)
    source.removed_at, source.next_check_at = None, as_of
    _save(source)
    return source


@transaction.atomic
def check_now(*, source: Source, as_of: datetime) -> bool:
    """Have it asked as soon as its host is free; False when it waits for that already. Not before the server allows:
    what it asked of us (Retry-After) is kept by waiting."""
    if source.paused_at or source.gone_at or source.removed_at:
        raise Conflict(_("This source is not listened to at the moment; resume it first."))
    if source.failures and source.next_check_at and source.next_check_at > as_of and not source.is_well:
        raise Conflict(_("It is in trouble and asked again by itself: %(health)s") % {"health": source.health})
    return queue_check(source)


def require_source(staff: Staff, source: Source) -> None:
    if source.owner_id != staff.pk and not staff.is_manager:
        raise NotAllowed(_("Only whoever added this source, or a manager, can change it."))


def cost_of_a_run(*, staff: Staff, source: Source, settings: Mapping[str, Any] | None = None, as_of: datetime) -> str:
    """What asking it once would cost now, in words; nothing is spent and nothing saved. `settings`: to try instead of
    those it has; then it need not be saved yet."""
    require_source(staff, source)
    module = kind_named(source.kind)
    if not is_paid(module):
        raise Refusal(kind=_("Reading this costs nothing."))
    trial = copy(source)
    if settings is not None:
        configure(trial, settings)
    try:
        return str(module.cost_of_a_run(trial, as_of=as_of))  # type: ignore[attr-defined]
    except (SourceTrouble, NotReached) as trouble:
        raise Refusal(str(trouble)) from trouble


def configure(source: Source, given: Mapping[str, Any]) -> None:
    """The kind checks all of its settings together; what is secret is sealed, the rest is kept in clear."""
    module = kind_named(source.kind)
    known = {setting.name: setting for setting in module.SETTINGS}
    if unknown := given.keys() - known.keys():
        raise Refusal(**dict.fromkeys(unknown, _("This kind of source has no such setting.")))
    kept = {name: source.secret(name) for name, setting in known.items() if setting.secret}
    usual = {name: setting.default for name, setting in known.items() if setting.default}
    whole = {**usual, **source.settings, **{k: v for k, v in kept.items() if v}, **given}
    checked = module.check(whole)
    if source.settings and any(source.settings.get(name, "") != checked.get(name, "") for name in SENT_TO):
        again = [name for name in kept if kept[name] and not given.get(name)]
        if again:  # else whoever may change an address could have the secret sent to their own
            raise Refusal(**dict.fromkeys(again, _("Enter this again: it would now go to another address.")))
    # A kind need not look at its secrets; what it leaves out is kept as it was given.
    source.keep_secrets({name: str(checked.get(name, whole.get(name)) or "") for name in kept})
    source.settings = {name: value for name, value in checked.items() if name not in kept}


def _save(source: Source) -> None:
    source.check_fields()
    days = source.retention_days
    if days is not None and not LEAST_KEPT <= days <= MOST_KEPT:
        raise Refusal(
            retention_days=_("Keep posts for %(least_kept)s to %(most_kept)s days, or leave it empty.")
            % {"least_kept": LEAST_KEPT, "most_kept": MOST_KEPT}
        )
    same = Source.objects.in_use().filter(kind=source.kind, settings=source.settings).exclude(pk=source.pk).first()
    if same is not None and source.removed_at is None:
        raise Conflict(settings=_("We listen there already: “%(name)s”.") % {"name": same.name}, existing=same)
    source.save()
