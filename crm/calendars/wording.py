"""What was not taken, in sentences."""

from collections.abc import Mapping

from django.utils.translation import ngettext


def left_out_words(left_out: Mapping[str, int]) -> list[str]:
    """One for each reason, the most frequent first."""
    return [_sentence(why, number) for why, number in sorted(left_out.items(), key=lambda pair: -pair[1]) if number]


def _sentence(why: str, number: int) -> str:
    said = {
        "nobody": ngettext("%d event has nobody invited.", "%d events have nobody invited.", number),
        "strangers": ngettext(
            "%d event is with nobody in your contacts.", "%d events are with nobody in your contacts.", number
        ),
        "audience": ngettext(
            "%d event has more than thirty people: log those you talked with.",
            "%d events have more than thirty people: log those you talked with.",
            number,
        ),
        "private": ngettext("%d event is marked as private.", "%d events are marked as private.", number),
        "too often": ngettext(
            "%d event repeats more often than people meet.", "%d events repeat more often than people meet.", number
        ),
        "broken": ngettext("%d event could not be read.", "%d events could not be read.", number),
        "too many": ngettext(
            "%d event is beyond the most that we read.", "%d events are beyond the most that we read.", number
        ),
        "unknown zone": ngettext(
            "%d event names a time zone that nobody knows: it was read in yours.",
            "%d events name a time zone that nobody knows: they were read in yours.",
            number,
        ),
    }
    return said.get(why, ngettext("%d event was left out.", "%d events were left out.", number)) % number
