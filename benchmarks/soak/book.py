"""Fifty staff, signed in, and a book that they share."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from benchmarks.people import make_book as fill
from crm.actions.create_token import create_token
from crm.models import Ask, Contact, Staff

STAFF, IMPORTERS = 50, 3
CONTACTS, INTERACTIONS = 20_000, 100_000


def make_book() -> None:
    """Writes `people.json` into the home: cookies of the staff, keys of the programs, ids of contacts."""
    fill(contacts=CONTACTS, interactions=INTERACTIONS, triggers_rest=False)
    Ask.objects.filter(outcome="no").update(outcome="silent")  # a no would have left a boundary
    call_command("refresh_relationships", verbosity=0)
    known = list(Staff.objects.order_by("pk"))
    for number in range(STAFF - len(known)):
        one = Staff(email=f"more{number}@press.example", name=f"More {number}", role="manager")
        one.set_unusable_password()
        one.save()
        known.append(one)
    first = known[0].pk
    told = {
        "sessions": [_signed_in(staff) for staff in known],
        "keys": [
            create_token(staff=staff, name="importer", scopes=["read", "write", "import"])[1]
            for staff in known[:IMPORTERS]
        ],
        "staff": first,
        "contacts": _ids(),
    }
    (Path(settings.HOME) / "people.json").write_text(json.dumps(told), encoding="ascii")


def _signed_in(staff: Staff) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _ids() -> list[int]:
    return list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:2000])
