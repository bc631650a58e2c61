"""What reports call things, in few words."""

from django.utils.translation import gettext_lazy as _

CRITERION_NAMES = {
    "heard": _("Heard"),
    "fit": _("Fit"),
    "known": _("Known"),
    "reached": _("Reached"),
    "answered": _("Answered"),
    "owed": _("Owed nothing"),
    "alive": _("Alive"),
    "given": _("Given"),
    "boundaries": _("No boundary"),
    "once": _("Asked once"),
    "rested": _("Rested"),
    "spared": _("Spared"),
    "free": _("Free"),
}
STAND_IN_NAMES = {
    "none": _("Nothing: the talk itself"),
    "invitation": _("Their invitation"),
    "attestation": _("Known from before"),
    "introduction": _("A colleague’s introduction"),
}
WAY_NAMES = {
    "earned": _("Earned"),
    "overridden": _("Sent by a manager’s decision"),
    "unearned": _("Made elsewhere, not earned"),
}
BAND_NAMES = {
    "none": _("No exchange before"),
    "0-20": _("Less than 21 days"),
    "21-89": _("21 to 89 days"),
    "90-364": _("90 days to a year"),
    "365-": _("A year or more"),
}
