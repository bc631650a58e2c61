"""Which header means which field, in any case, order and language we know; mappings choose from FIELDS."""

import unicodedata
from collections.abc import Mapping, Sequence

from crm.profiles import PROFILES

IGNORED = ""
FIELDS: dict[str, str] = {
    "name": "name fullname displayname contact contactname person personname profilename kontakt kontaktname"
    " ansprechpartner vollername anzeigename",
    "first_name": "firstname givenname forename vorname rufname",
    "middle_name": "middlename additionalname zweitername weiterevornamen",
    "last_name": "lastname surname familyname nachname familienname",
    "suffix": "namesuffix suffix namenssuffix",
    "nickname": "nickname spitzname",
    "organization": "organization organisation organizationname company companyname companyoutlet outlet"
    " employer associatedcompany medium publication firma firmenname unternehmen redaktion arbeitgeber",
    "title": "jobtitle position role title organizationtitle beruf funktion rolle stelle jobtitel",
    "location": "location address place standort ort adresse",
    "city": "city town stadt wohnort homecity businesscity",
    "country": "country countryregion land businesscountry businesscountryregion",
    "timezone": "timezone zeitzone tz",
    "language": "language sprache lang",
    "notes": "notes note comment comments description bio notizen notiz bemerkung bemerkungen anmerkung"
    " anmerkungen kommentar beschreibung",
    "tags": "tags tag labels label categories category groups group groupmembership list lists kategorien"
    " kategorie schlagworte schlagworter stichworte stichworter gruppe gruppen interests beat beats",
    "external_id": "externalid uid uuid recordid contactid influencerid euid",
    "origin": "origin herkunft quelle",
    "collected_on": "collectedon collected erhobenam",
    "last_contacted_on": "lastcontacted lastcontact lastcontactedon lastcontactdate lastactivitydate"
    " letzterkontakt zuletztkontaktiert",
    "via": "via",
    "visibility": "visibility sichtbarkeit",
    "informed_on": "informedon",
    "basis": "basis lawfulbasis legalbasis legalbasisforprocessingcontactsdata rechtsgrundlage",
    "handles": "otherhandles",
    "boundaries": "boundaries",
    "pitches": "pitches",
    "opted_out": "optedout optout unsubscribed unsubscribedfromallemail donotcontact donotemail dnc blacklisted"
    " abgemeldet nichtkontaktieren",
    "declined": "declined refused saidno abgelehnt",
    "pitched_on": "pitchedon lastpitched lastpitchedon lastpitchdate pitchdate datepitched pitched angefragtam",
    "email": "email emailaddress emails mail mailaddress emailvalue primaryemail workemail homeemail"
    " secondaryemail businessemail privateemail otheremail emailadresse emailadressen mailadresse",
    "shared_email": "sharedemail deskemail agentemail groupemail newsdeskemail redaktionsemail",
    "shared_phone": "sharedphone deskphone agentphone switchboard",
    "phone": "phone phonenumber phones telephone telephonenumber tel mobile mobilephone mobilenumber cell"
    " cellphone workphone homephone businessphone primaryphone otherphone phonevalue telefon"
    " telefonnummer mobil handy handynummer mobiltelefon mobilnummer festnetz rufnummer",
    "sms": "sms",
    "website": "website websites web webpage webaddress homepage websitevalue webseite"
    " internet internetseite internetadresse webadresse blog",
    "shared_website": "companywebsite organizationwebsite organisationwebsite outletwebsite publicationwebsite"
    " companyurl companydomainname firmenwebsite",
    "feed": "feed rss rssfeed atomfeed",
    "newsletter": "newsletter substack",
    "podcast": "podcast",
    "link": "url urls link links social socials socialmedia mediaurl profile profileurl profil sociallink",
    "x": "x twitter xtwitter twitterx xcom",
    "bluesky": "bluesky bsky",
    "mastodon": "mastodon fediverse",
    "linkedin": "linkedin",
    "facebook": "facebook",
    "instagram": "instagram insta",
    "threads": "threads",
    "tiktok": "tiktok",
    "youtube": "youtube youtubechannel",
    "reddit": "reddit",
    "hackernews": "hackernews",
}
_SOCIAL = frozenset({"mastodon", *PROFILES})
CHANNEL_FIELDS = frozenset({"email", "phone", "sms", "website", "feed", "newsletter", "podcast", "mastodon", *PROFILES})
_BY_HEADER = {header: field for field, headers in FIELDS.items() for header in headers.split()}
_BY_HEADER |= {field.replace("_", ""): field for field in FIELDS}
_ENDINGS = (
    "handle",
    "username",
    "url",
    "profile",
    "profileurl",
    "link",
    "account",
    "name",
    "address",
    "id",
    "profil",
)


def field_of(header: str) -> str:
    """The field a header means, or IGNORED for one we do not know."""
    plain = _plain(header)
    if field := _BY_HEADER.get(plain):
        return field
    for ending in _ENDINGS:
        field = _BY_HEADER.get(plain.removesuffix(ending), IGNORED)
        if field in _SOCIAL:
            return field
    return IGNORED


def fields_of(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> list[str]:
    """The field of each column; what `mapping` (header → field) says goes before what we know."""
    wanted = {title.strip().casefold(): field for title, field in (mapping or {}).items()}
    fields = [wanted.get(title.strip().casefold(), field_of(title)) for title in header]
    if "last_name" not in fields and "first_name" in fields and "name" in fields:
        fields[fields.index("name")] = "last_name"  # German tables: "Name, Vorname"
    if any(_plain(title) in {"jobtitle", "position"} for title in header):
        # Beside a job title, a bare "Title" is Mr or Dr.
        fields = [IGNORED if _plain(title) == "title" else field for title, field in zip(header, fields, strict=True)]
    return fields


def how_many_known(cells: Sequence[str]) -> int:
    """How much a line looks like a header: the different cells we know."""
    return sum(1 for cell in set(cells) if len(cell) <= 60 and field_of(cell))


def _plain(header: str) -> str:
    """Letters only, lower case, without accents: "E-Mail 2 (Büro)" is "emailburo"."""
    apart = unicodedata.normalize("NFKD", header.casefold())
    return "".join(c for c in apart if c.isalpha())
