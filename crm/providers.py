"""Where the mail and the calendars of an address stand: what providers publish about themselves, by the address's
domain. Suggestions only: everything can be typed over, and is tried before it is kept."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

APP_PASSWORD = _("Use an app password, made in your account’s security settings; your usual one is not taken.")
USUAL_PASSWORD = _("Your usual password, or an app password if you sign in with a second step.")
GOOGLE_TOKEN = _(
    "Your organisation registers an app once in the Google Cloud console (APIs & Services, Credentials, OAuth client "
    "ID): it has a client ID and a secret. Allow that app the scope https://mail.google.com/ with your account, as "
    "Google’s OAuth Playground does under “Use your own OAuth credentials”; what it gives is the refresh token."
)
MICROSOFT_TOKEN = _(
    "Your organisation registers an app once in Microsoft Entra (App registrations) and lets it have "
    "IMAP.AccessAsUser.All and offline_access; its overview shows the client ID, “Certificates & secrets” the secret. "
    "What the app gets when you allow it once is the refresh token."
)
OTHER_TOKEN = _("Whoever runs the mail server says whether it takes tokens, and registers us as a client.")


@dataclass(frozen=True, slots=True)
class Provider:
    """`mail_host`: IMAP over TLS; `by_token`: no password opens it. `renewed_at`: where a token for it is renewed
    (OAuth2), with scopes and a client of one's own; `token_words` say where one gets them. `calendar_kind`: `caldav`
    with its `calendar_address`, or `address` for those that publish a secret .ics file."""

    key: str
    name: str
    domains: tuple[str, ...] = ()
    mail_host: str = ""
    mail_port: int = 993
    mail_words: LazyText | str = APP_PASSWORD
    by_token: bool = False
    renewed_at: str = ""
    token_words: LazyText | str = OTHER_TOKEN
    calendar_kind: str = "caldav"
    calendar_address: str = ""
    calendar_words: LazyText | str = APP_PASSWORD


PROVIDERS = (
    Provider(
        "gmail",
        "Gmail",
        ("gmail.com", "googlemail.com"),
        "imap.gmail.com",
        renewed_at="https://oauth2.googleapis.com/token",
        token_words=GOOGLE_TOKEN,
        calendar_kind="address",
        calendar_words=_(
            "In Google Calendar: Settings, your calendar, “Integrate calendar”: the “Secret address in iCal format”."
        ),
    ),
    Provider(
        "outlook",
        "Outlook",
        ("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.co.uk", "hotmail.fr"),
        "outlook.office365.com",
        mail_words=_("Outlook takes no password any more: sign in with a token below, or forward or BCC instead."),
        by_token=True,
        renewed_at="https://login.microsoftonline.com/common/oauth2/v2.0/token",
        token_words=MICROSOFT_TOKEN,
        calendar_kind="address",
        calendar_words=_("In Outlook: Settings, Calendar, “Shared calendars”, publish yours, and copy the ICS link."),
    ),
    Provider(
        "fastmail",
        "Fastmail",
        (
            "fastmail.com",
            "fastmail.fm",
            "fastmail.net",
            "fastmail.org",
            "fastmail.co.uk",
            "fastmail.de",
            "messagingengine.com",
        ),
        "imap.fastmail.com",
        calendar_address="https://caldav.fastmail.com/",
    ),
    Provider(
        "gmx",
        "GMX",
        ("gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.eu"),
        "imap.gmx.net",
        mail_words=_("Switch on “POP3 and IMAP” in your GMX settings first."),
        calendar_address="https://caldav.gmx.net/",
        calendar_words=USUAL_PASSWORD,
    ),
    Provider(
        "gmx-com",
        "GMX",
        ("gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es"),
        "imap.gmx.com",
        mail_words=_("Switch on “POP3 and IMAP” in your GMX settings first."),
        calendar_address="https://caldav.gmx.com/",
        calendar_words=USUAL_PASSWORD,
    ),
    Provider(
        "web-de",
        "WEB.DE",
        ("web.de",),
        "imap.web.de",
        mail_words=_("Switch on “POP3 and IMAP” in your WEB.DE settings first."),
        calendar_address="https://caldav.web.de/",
        calendar_words=USUAL_PASSWORD,
    ),
    Provider(
        "mailbox-org",
        "mailbox.org",
        ("mailbox.org",),
        "imap.mailbox.org",
        mail_words=USUAL_PASSWORD,
        calendar_address="https://dav.mailbox.org/",
        calendar_words=USUAL_PASSWORD,
    ),
    Provider(
        "icloud",
        "iCloud",
        ("icloud.com", "me.com", "mac.com"),
        "imap.mail.me.com",
        calendar_address="https://caldav.icloud.com/",
    ),
    Provider(
        "posteo",
        "Posteo",
        ("posteo.de", "posteo.net", "posteo.org", "posteo.eu", "posteo.at", "posteo.ch"),
        "posteo.de",
        mail_words=USUAL_PASSWORD,
        calendar_address="https://posteo.de:8443/",
        calendar_words=USUAL_PASSWORD,
    ),
    Provider(
        "yahoo",
        "Yahoo",
        ("yahoo.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr", "ymail.com", "rocketmail.com"),
        "imap.mail.yahoo.com",
        calendar_address="https://caldav.calendar.yahoo.com/",
    ),
)
GENERIC = Provider("other", "", mail_words=USUAL_PASSWORD, calendar_words=USUAL_PASSWORD)
_BY_DOMAIN = {domain: provider for provider in PROVIDERS for domain in provider.domains}
_BY_KEY = {provider.key: provider for provider in PROVIDERS}


def provider_named(key: str) -> Provider | None:
    """None for one that is not in the table."""
    return _BY_KEY.get(key)


def provider_of(address: str) -> Provider:
    """By the part after the @; where nobody knows the domain, the usual names on it."""
    domain = address.strip().rpartition("@")[2].lower().rstrip(".")
    known = _BY_DOMAIN.get(domain)
    if known is not None or "." not in domain:
        return known or GENERIC
    return replace(GENERIC, name=domain, mail_host=f"imap.{domain}", calendar_address=f"https://{domain}/")
