"""Outlook's contacts as CSV: the classic program with its 92 columns, and Outlook.com."""

from crm.importing.table import TableFormat

_TELEPHONES = (
    "business phone", "business phone 2", "home phone", "home phone 2", "mobile phone", "primary phone", "other phone",
    "car phone",
)  # fmt: skip


class Outlook(TableFormat):
    NAME = "outlook"
    LABEL = "Outlook"
    REQUIRED = frozenset({"first name", "last name", "e-mail address"})
    SIGNS = frozenset({"categories", "e-mail 2 address", "e-mail type", "e-mail display name", *_TELEPHONES})
    LEAST = 3
    DATES = "mdy"
    FIELDS = {
        **dict.fromkeys(_TELEPHONES, "phone"),
        "title": "",  # Mr, Dr …
        "company main phone": "shared_phone",
        "business city": "city",
        "business country/region": "country",
        "e-mail type": "",
        "web page": "link",
        "personal web page": "link",
        "business homepage": "link",
        "keywords": "",
        "location": "location",
        "user 1": "",
        "office location": "",
    }
