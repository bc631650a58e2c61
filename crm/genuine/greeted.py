"""Whom a text greets, held against whom it goes to: “Dear Ben” to Ana is a letter that was meant for Ben."""

import re
from dataclasses import dataclass

from django.db.models import Q

from crm.genuine.courtesies import greeted
from crm.genuine.normalising import fold, tidy, tokens
from crm.models import Contact, Staff
from crm.models.contacts import SEARCHED, Plain

SHORTENED = 3  # letters that a short form shares with the name: Sam, Samuel
LATIN = re.compile("[a-z]")


@dataclass(frozen=True, slots=True)
class Misgreeted:
    """A name that is not known to be the recipient's. `whose`: somebody else's whom the writer knows; "" if nobody's,
    and then it may well be what the recipient is called."""

    name: str
    whose: str


def misgreeted(text: str, *, contact: Contact, staff: Staff) -> Misgreeted | None:
    """None where the greeting names the recipient, or nobody."""
    names = greeted(tidy(text))
    if not names or any(_is_theirs(name, contact) for name in names):
        return None
    if any(_was_said(name, contact) for name in names):
        return None
    for name in names:
        if whose := _whose(name, contact, staff):
            return Misgreeted(name, whose)
    return Misgreeted(names[0], "")


def _is_theirs(name: str, contact: Contact) -> bool:
    """By their name or outlet, or a short form of it; a name in another script says nothing either way."""
    parts = [token.folded for token in tokens(tidy(f"{contact.name} {contact.organization} {contact.via}"))]
    wanted = [token.folded for token in tokens(name)]
    if bool(LATIN.search("".join(parts))) != bool(LATIN.search("".join(wanted))):
        return True
    return all(any(_same(word, part) for part in parts) for word in wanted)


def _same(word: str, part: str) -> bool:
    short, long = sorted((word, part), key=len)
    return word == part or (len(short) >= SHORTENED and long.startswith(short)) or (len(part) == 1 and word[0] == part)


def _was_said(name: str, contact: Contact) -> bool:
    """It stands in their notes or addresses, or in what was written between them and us: they are called so."""
    word = fold(name)
    if word in fold(contact.notes) or any(word in fold(handle.value) for handle in contact.handles.all()):
        return True
    return contact.interactions.standing().filter(direction="inbound", text__icontains=name).exists()


def _whose(name: str, contact: Contact, staff: Staff) -> str:
    """Somebody of that name whom the writer may see: a contact before a colleague."""
    plain = fold(name)
    known = Contact.objects.visible_to(staff).in_use().exclude(person=contact.person)
    called = Q(plain=plain) | Q(plain__startswith=f"{plain} ") | Q(plain__endswith=f" {plain}")
    others = known.annotate(searched=SEARCHED, plain=Plain("name")).filter(called, searched__contains=plain)
    other = next(iter(others.values_list("name", flat=True)[:1]), None)
    if other is None:
        here = Staff.objects.at_work().filter(Q(name__iexact=name) | Q(name__istartswith=f"{name} "))
        other = next(iter(here.exclude(pk=staff.pk).values_list("name", flat=True)[:1]), None)
    return other or ""
