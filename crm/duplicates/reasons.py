"""Why two records may be one, in a sentence each."""

from django.utils.translation import gettext as _

from crm.models import Duplicate, Reason


def sentences(duplicate: Duplicate) -> list[dict[str, str]]:
    """Of each reason its code and its sentence, the strongest first."""
    return [{"code": code, "sentence": _sentence(code, duplicate)} for code in duplicate.reasons]


def _sentence(code: str, pair: Duplicate) -> str:
    words = {"name": pair.first.name, "other": pair.second.name, "organization": pair.first.organization}
    words["place"] = pair.first.location
    said = {
        Reason.SAME_HANDLE: _("Both have the same address."),
        Reason.SAME_PROFILE: _("Both lead to the same profile; one of them has it as a website."),
        Reason.SAME_LINK: _("Both lead to the same page."),
        Reason.SAME_PHONE: _("Both have the same phone number, written in two ways."),
        Reason.SAME_NAME_ORGANIZATION: _("Both are called %(name)s and are at %(organization)s."),
        Reason.NEAR_NAME_ORGANIZATION: _("“%(name)s” and “%(other)s” are nearly alike, and both at %(organization)s."),
        Reason.SHORT_NAME_ORGANIZATION: _(
            "“%(name)s” and “%(other)s” can be one name, shorter and longer; both are at %(organization)s."
        ),
        Reason.SAME_NAME_PLACE: _("Both are called %(name)s and live in %(place)s."),
        Reason.SAME_NAME_ADDRESS: _("Both are called %(name)s, and their e-mail addresses begin alike."),
        Reason.RARE_NAME: _("Both are called %(name)s, and hardly anybody else is."),
    }
    return said[Reason(code)] % words
