"""The link by which somebody says for themselves: no more. It is signed, needs no signing in, and never runs out."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer

from crm.models import Ask, BoundaryScope, Campaign, Contact, Topic

SALT = "listenlarge: opting out"
INSIDE = (".localhost", ".local", ".lan", ".internal", ".home.arpa")
MOST_MERGES = 50  # far more than one record goes through; a ring of them must not hold us


@dataclass(frozen=True)
class OptOut:
    """Whose link it is, and the ask it came with; None for one that came with none."""

    contact: Contact
    ask: Ask | None

    @property
    def campaign(self) -> Campaign | None:
        return self.ask.campaign if self.ask else None

    @property
    def topics(self) -> list[Topic]:
        """Those that may be named to whoever holds the link: what we think of somebody's faith or health may not."""
        return (
            [topic for topic in self.campaign.topics.order_by("name") if not topic.sensitive] if self.campaign else []
        )

    @property
    def scopes(self) -> list[str]:
        """What they can choose, the widest first."""
        found = [BoundaryScope.EVERYTHING.value]
        if self.ask and self.ask.campaign.client.strip():
            found.append(BoundaryScope.CLIENT.value)
        if self.topics:
            found.append(BoundaryScope.TOPIC.value)
        if self.ask:
            found += [BoundaryScope.CAMPAIGN.value, BoundaryScope.CHANNEL.value]
        return found


def opt_out_link(contact: Contact, ask: Ask | None = None) -> str:
    token = _signer().sign(f"{contact.pk}-{ask.pk}" if ask else str(contact.pk))
    return f"{settings.BASE_URL.rstrip('/')}/no-more/{token}/"


def leads_nowhere() -> bool:
    """Whether the link ends at this machine or in its own network, as BASE_URL does until somebody sets it: whoever
    gets it outside cannot open it."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(INSIDE)


def read_opt_out(token: str) -> OptOut | None:
    """None for a link that we did not make, or that was cut off on its way. A record that was merged since stands for
    the one it became; one in the trash still keeps its no."""
    try:
        whose, _dash, asked = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    contact = Contact.objects.filter(pk=int(whose)).first()
    for _ in range(MOST_MERGES):
        if contact is None or contact.merged_into is None:
            break
        contact = contact.merged_into
    if contact is None:
        return None
    asks = Ask.objects.select_related("campaign").filter(contact__person=contact.person)
    return OptOut(contact, asks.filter(pk=int(asked)).first() if asked else None)


def _signer() -> Signer:
    return Signer(salt=SALT)
