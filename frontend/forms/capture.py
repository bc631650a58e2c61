"""A page handed over by the bookmark or by a phone's share sheet."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.kit import KitForm

ADDRESS = re.compile(r"https?://\S+")


class CaptureForm(KitForm):
    url = forms.CharField(label=_("Page"), max_length=2000, widget=forms.URLInput(attrs={"inputmode": "url"}))
    text = forms.CharField(
        label=_("What they said"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The words you marked, or those that matter."),
    )
    author_name = forms.CharField(label=_("Who said it"), max_length=300, required=False)
    author_url = forms.CharField(
        label=_("Their profile"),
        max_length=500,
        required=False,
        help_text=_("Such as linkedin.com/in/ana-lee: it tells whether you know them."),
    )
    title = forms.CharField(label=_("Title"), max_length=1000, required=False)


class MentionFileForm(KitForm):
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or JSON, up to 20 MB; columns are recognised by their names.")
    )


def handed_over(query: Mapping[str, str]) -> dict[str, Any]:
    """What came along in the address. Phones put the link into the text more often than where it belongs."""
    given = {name: str(query.get(name, ""))[:20_000] for name in CaptureForm.base_fields}
    if not given["url"] and (found := ADDRESS.search(given["text"]) or ADDRESS.search(given["title"])):
        given["url"] = found[0]
        given["text"] = given["text"].replace(found[0], "").strip()
    return given
