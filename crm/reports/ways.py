"""The ways to look at asks: which row each belongs to, and what the rows are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.models import Campaign, Topic
from crm.readiness.criteria import CRITERIA
from crm.readiness.stage import Stage
from crm.reports.wording import BAND_NAMES, CRITERION_NAMES, STAND_IN_NAMES, WAY_NAMES

if TYPE_CHECKING:
    import pandas as pd

KNOWN_BANDS = ((365, "365-"), (90, "90-364"), (21, "21-89"), (0, "0-20"))
UNTOLD = "none"  # of asks that keep no judgement, or before any exchange


@dataclass(frozen=True)
class Way:
    """`key` gives each ask its row or a list of rows (None: in none); `labels` says how rows are called, in order."""

    title: Any
    key: Callable[["pd.DataFrame"], "pd.Series[Any]"]
    labels: Callable[[list[Any]], Mapping[Any, str]]


def _by_stage(frame: "pd.DataFrame") -> "pd.Series[Any]":
    return frame["stage"].fillna(UNTOLD)


def _stages(_keys: list[Any]) -> Mapping[Any, str]:
    earned_first = (Stage.READY, Stage.GIVE, Stage.CONNECT, Stage.LISTEN, Stage.RESTING, Stage.CLOSED)
    return {**{stage.value: str(stage.label) for stage in earned_first}, UNTOLD: _("Not judged")}


def _by_criterion(frame: "pd.DataFrame") -> "pd.Series[Any]":
    """Each judged ask once for each criterion."""
    judged = frame["stage"].notna()
    rows = [
        [f"{c.name}:{'missing' if c.name in missing else 'met'}" for c in CRITERIA] if was_judged else []
        for missing, was_judged in zip(frame["missing"], judged, strict=True)
    ]
    return _series(rows, frame)


def _criteria(_keys: list[Any]) -> Mapping[Any, str]:
    said = {"met": _("%(criterion)s: met"), "missing": _("%(criterion)s: missing")}
    return {
        f"{c.name}:{state}": words % {"criterion": CRITERION_NAMES[c.name]}
        for c in CRITERIA
        for state, words in said.items()
    }


def _by_way(frame: "pd.DataFrame") -> "pd.Series[Any]":
    rows = [
        "overridden" if overridden else "earned" if earned else "unearned"
        for overridden, earned in zip(frame["overridden_by_id"].notna(), frame["earned"], strict=True)
    ]
    return _series(rows, frame)


def _by_stand_in(frame: "pd.DataFrame") -> "pd.Series[Any]":
    rows = [
        (sorted(set(stood_in)) or ["none"]) if judged else []
        for stood_in, judged in zip(frame["stood_in"], frame["stage"].notna(), strict=True)
    ]
    return _series(rows, frame)


def _by_days_known(frame: "pd.DataFrame") -> "pd.Series[Any]":
    return _series([_band(days) for days in frame["known"]], frame)


def _band(days: float | None) -> str:
    if days is None or days != days:  # NaN is not itself
        return UNTOLD
    return next(name for least, name in KNOWN_BANDS if days >= least)


def _series(values: list[Any], frame: "pd.DataFrame") -> "pd.Series[Any]":
    import pandas as pd

    return pd.Series(values, index=frame.index, dtype=object)


def _names(model: type[Topic] | type[Campaign]) -> Callable[[list[Any]], Mapping[Any, str]]:
    def named(keys: list[Any]) -> Mapping[Any, str]:
        found = model.objects.filter(pk__in=keys).order_by("name", "pk")
        return {record.pk: record.name for record in found}

    return named


def _fixed(names: Mapping[str, Any]) -> Callable[[list[Any]], Mapping[Any, str]]:
    return lambda _keys: {key: str(name) for key, name in names.items()}


WAYS_TO_LOOK: dict[str, Way] = {
    "readiness": Way(gettext_lazy("By where they stood when they were asked"), _by_stage, _stages),
    "way": Way(gettext_lazy("Earned, or sent all the same"), _by_way, _fixed(WAY_NAMES)),
    "criterion": Way(gettext_lazy("By what was met and what was missing"), _by_criterion, _criteria),
    "stand_in": Way(gettext_lazy("By what stood in for talk"), _by_stand_in, _fixed(STAND_IN_NAMES)),
    "known": Way(gettext_lazy("By how long we had known them"), _by_days_known, _fixed(BAND_NAMES)),
    "topic": Way(gettext_lazy("By topic"), lambda frame: frame["topics"], _names(Topic)),
    "channel": Way(gettext_lazy("By channel"), lambda frame: frame["channel"], _fixed(dict(Channel.choices))),
    "campaign": Way(gettext_lazy("By campaign"), lambda frame: frame["campaign_id"], _names(Campaign)),
}
