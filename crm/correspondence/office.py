"""Mail that reaches the office's mailbox because somebody put its address into BCC or forwarded to it: whose it is, and
what was forwarded. The address carries a token (`office+token@…`); whoever learns it can bring nothing, unless they
also write from that staff member's own address."""

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from crm.correspondence.bodies import Part, parts_of, readable
from crm.correspondence.heads import Head, addresses_in
from crm.correspondence.incoming import Body, Incoming
from crm.models import ForwardAddress, Mailbox, MailboxKind, Staff

_TOKEN = re.compile(r"\+([a-z0-9]{12,40})@")
_NAMES = {
    "from": "from", "von": "from", "de": "from", "da": "from", "van": "from",
    "date": "date", "sent": "date", "gesendet": "date", "datum": "date", "fecha": "date", "enviado": "date",
    "envoyé": "date", "data": "date", "inviato": "date", "verzonden": "date",
    "to": "to", "an": "to", "para": "to", "à": "to", "a": "to", "aan": "to",
    "cc": "cc", "subject": "subject", "betreff": "subject", "asunto": "subject", "objet": "subject",
    "oggetto": "subject", "assunto": "subject", "onderwerp": "subject",
}  # fmt: skip
_FIELD = re.compile(r"^[>*\s]*([^\W\d_]{1,12})\*?[ \t]?:[ \t]*\*?(.{1,500})$")
_AT = re.compile(r"\bat\b|\bum\b|\ba las\b|\bà\b|\balle\b", re.IGNORECASE)


def forward_address(staff: Staff, *, as_of: datetime) -> str:
    """What they put into BCC; "" while the office has no mailbox."""
    office = Mailbox.objects.reading().filter(kind=MailboxKind.OFFICE).order_by("pk").first()
    if office is None or "@" not in office.user:
        return ""
    made = {"token": secrets.token_hex(10), "made_at": as_of}
    known, _made = ForwardAddress.objects.get_or_create(staff=staff, defaults=made)
    local, _, domain = office.user.partition("@")
    return f"{local}+{known.token}@{domain}"


def for_whom(mails: Iterable[Incoming]) -> Mapping[int, Staff]:
    """By the mail’s number, whose token it carries; without one, or of somebody who has left, it is not there."""
    tokens = {mail.number: _tokens(mail.head) for mail in mails}
    wanted = {token for some in tokens.values() for token in some}
    known = {
        one.token: one.staff
        for one in ForwardAddress.objects.filter(token__in=wanted, staff__left_on=None).select_related("staff")
    }
    return {number: known[token] for number, some in tokens.items() for token in some if token in known}


def forwarded(raw: bytes, mail: Incoming) -> tuple[Incoming, Body] | None:
    """What was forwarded, attached or written out, as if it had come by itself; None if nothing was."""
    parts = parts_of(raw)
    whole = next((part for part in parts if part.kind == "message/rfc822"), None)
    if whole is not None:
        return _as_new(Head(whole.body), mail), Body(text=readable(parts_of(whole.body)))
    return _written_out(parts, mail)


def _written_out(parts: list[Part], mail: Incoming) -> tuple[Incoming, Body] | None:
    """As mail programs write it: a few lines that say from whom, when and about what, an empty one, the text."""
    lines = readable(parts).replace("\r\n", "\n").split("\n")
    for start, line in enumerate(lines):
        if _field(line).get("from") and addresses_in([_field(line)["from"]]):
            told: dict[str, str] = {}
            end = start
            while end < len(lines) and (found := _field(lines[end])):
                told, end = {**found, **told}, end + 1
            if len(told) >= 2:
                text = "\n".join(one.removeprefix("> ") for one in lines[end:])
                return _as_new(_head(told), mail), Body(text=text)
    return None


def _field(line: str) -> dict[str, str]:
    found = _FIELD.match(line)
    name = _NAMES.get(found[1].casefold(), "") if found else ""
    return {name: found[2].strip(" *").replace("[mailto:", "<").replace("]", ">")} if found and name else {}


def _head(told: Mapping[str, str]) -> Head:
    fields = {**told, "date": _AT.sub(" ", told.get("date", ""))}
    return Head("".join(f"{name}: {value}\n" for name, value in fields.items() if value).encode() + b"\n")


def _as_new(head: Head, mail: Incoming) -> Incoming:
    """Where its own day cannot be read, that of the forwarding."""
    return Incoming(head=head, number=mail.number, folder=mail.folder, arrived_at=mail.head.said_at or mail.arrived_at)


def _tokens(head: Head) -> list[str]:
    return [token for address in head.delivered_to for token in _TOKEN.findall(address)]
