"""How a file is read: what each of its columns holds, and what its loader wants."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.importing.columns import FIELDS
from crm.importing.deciding import OVERWRITABLE
from crm.importing.described import Described
from crm.models import ImportJob, Visibility
from frontend.forms.kit import KitForm, Words

LABELS = {
    "name": _("Name"),
    "first_name": _("First name"),
    "middle_name": _("Middle name"),
    "last_name": _("Last name"),
    "prefix": _("Form of address"),
    "suffix": _("Suffix"),
    "nickname": _("Nickname"),
    "organization": _("Organisation"),
    "title": _("Job title"),
    "location": _("Place"),
    "city": _("City"),
    "country": _("Country"),
    "timezone": _("Time zone"),
    "language": _("Language"),
    "notes": _("Notes"),
    "tags": _("Tags"),
    "external_id": _("Their id in the other system"),
    "origin": _("Where we got them"),
    "visibility": _("Private or the team’s"),
    "basis": _("On what we hold their data"),
    "via": _("Reached by (desk or agent)"),
    "informed_on": _("Told that we hold this on"),
    "collected_on": _("Collected on"),
    "last_contacted_on": _("Last contacted on"),
    "email": _("E-mail"),
    "shared_email": _("E-mail of a desk or agent"),
    "shared_phone": _("Phone of a desk or agent"),
    "shared_website": _("Website of a desk or agent"),
    "phone": _("Phone"),
    "link": _("Link of any kind"),
    "x": "X",
    "sms": "SMS",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "hackernews": "Hacker News",
}
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-8-sig", _("UTF-8 with a byte order mark")),
    ("utf-16", "UTF-16"),
    ("cp1252", _("Windows, Western Europe (cp1252)")),
    ("cp1250", _("Windows, Central Europe (cp1250)")),
    ("cp1251", _("Windows, Cyrillic (cp1251)")),
    ("mac-roman", _("Mac (Mac Roman)")),
)
SEPARATORS = (("", _("Found out")), (",", _("Comma")), (";", _("Semicolon")), ("\t", _("Tab")), ("|", _("Bar")))


def field_label(field: str) -> Any:
    return LABELS.get(field) or field.replace("_", " ").capitalize()


class ReadingForm(KitForm):
    """A select for each column, named by its place; then what holds for the whole file."""

    visibility = forms.ChoiceField(label=_("Who may see them"), choices=Visibility.choices)
    tags = Words(label=_("Tags for everybody in it"), required=False, help_text=_("Between commas."))
    client = forms.CharField(
        label=_("Whose pitches these were"),
        required=False,
        max_length=200,
        help_text=_("If the file tells of past pitches for one client, a no in it is then one to this client alone."),
    )
    overwrite = forms.MultipleChoiceField(
        label=_("The file knows better in"),
        required=False,
        choices=[(field, field_label(field)) for field in OVERWRITABLE],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All other fields are only filled where they are blank."),
    )
    encoding = forms.ChoiceField(label=_("Written in"), required=False)
    separator = forms.ChoiceField(label=_("Between the cells"), required=False, choices=SEPARATORS)
    keep_as = forms.CharField(
        label=_("Keep this for files like it, as"),
        required=False,
        max_length=100,
        help_text=_("It is suggested again for a file with the same columns."),
    )

    def __init__(self, *args: Any, job: ImportJob, described: Described, **kwargs: Any) -> None:
        how = self.how = described.how
        kwargs["initial"] = {
            **{name: getattr(job, name) for name in ("visibility", "tags", "client", "overwrite", "separator")},
            **{f"option_{question.name}": question.suggestion for question in how.questions},
            **{f"option_{name}": value for name, value in job.options.items()},
            **{f"column_{at}": column.field for at, column in enumerate(how.columns)},
            "encoding": how.encoding,
            "keep_as": described.saved.name if described.saved else "",
        }
        super().__init__(*args, **kwargs)
        known = dict(ENCODINGS)
        self.fields["encoding"].choices = [  # type: ignore[attr-defined]
            *([] if how.encoding in known else [(how.encoding, how.encoding)]),
            *ENCODINGS,
        ]
        choices = [("", _("Leave it out")), *((field, field_label(field)) for field in FIELDS)]
        for at, column in enumerate(how.columns):
            self._add(f"column_{at}", forms.ChoiceField(label=column.title, required=False, choices=choices))
        for question in how.questions:
            self._add(f"option_{question.name}", _asked(question))

    def _add(self, name: str, field: forms.Field) -> None:
        field.widget.attrs.setdefault("class", "input")
        self.fields[name] = field

    @property
    def columns(self) -> list[tuple[Any, Any]]:
        return [(column, self[f"column_{at}"]) for at, column in enumerate(self.how.columns)]

    @property
    def questions(self) -> list[Any]:
        return [self[f"option_{question.name}"] for question in self.how.questions]

    @property
    def mapping(self) -> dict[str, str]:
        said = self.cleaned_data
        return {column.title: said[f"column_{at}"] for at, column in enumerate(self.how.columns)}

    @property
    def wishes(self) -> dict[str, Any]:
        """As crm.importing.wishes takes them."""
        said = self.cleaned_data
        options = {name.removeprefix("option_"): said[name] for name in said if name.startswith("option_")}
        kept = ("visibility", "tags", "client", "overwrite", "encoding", "separator")
        return {**{name: said[name] for name in kept}, "mapping": self.mapping, "options": options}


def _asked(question: Any) -> forms.Field:
    if question.choices:
        choices = [("", "—"), *question.choices.items()]
        return forms.ChoiceField(label=question.asks, required=False, choices=choices)
    return forms.CharField(label=question.asks, required=False, max_length=100)
