"""Which header means which field, in any case, order and language we know; mappings choose from FIELDS."""

import unicodedata
from collections.abc import Mapping, Sequence

from crm.profiles import PROFILES

IGNORED = ""
FIELDS: dict[str, str] = {
    "name": "name fullname displayname contact contactname person personname profilename kontakt kontaktname"
    " ansprechpartner vollername anzeigename naam namn navn nimi nom nombre nome nazwa nomcomplet"
    " nombrecompleto nomecompleto nomecognome imieinazwisko imienazwisko",
    "first_name": "firstname givenname forename vorname rufname prenom voornaam imie fornamn fornavn etunimi"
    " primonome primeironome",
    "middle_name": "middlename additionalname zweitername weiterevornamen deuxiemeprenom segundonombre secondonome"
    " tweedenaam tussenvoegsel nomedomeio drugieimie mellannamn mellemnavn",
    "last_name": "lastname surname familyname nachname familienname nomdefamille apellido apellidos cognome achternaam"
    " sobrenome nazwisko efternamn efternavn etternavn sukunimi",
    "suffix": "namesuffix suffix namenssuffix",
    "nickname": "nickname spitzname surnom apodo soprannome",
    "organization": "organization organisation organizationname company companyname companyoutlet outlet employer"
    " associatedcompany medium publication firma firmenname unternehmen redaktion arbeitgeber societe"
    " entreprise nomdelentreprise nomdelasociete nomdentreprise unternehmensname empresa compania organizacion"
    " nombredelaempresa nomedaempresa azienda societa nomeazienda bedrijf bedrijfsnaam organisatie foretag"
    " virksomhed bedrift yritys firmanavn redaction redaccion redazione redactie",
    "title": "jobtitle position role title organizationtitle beruf funktion rolle stelle jobtitel poste fonction"
    " intituledeposte puesto cargo posizione qualifica ruolo functie functietitel stanowisko befattning"
    " stilling titteli tehtavanimike jobbezeichnung berufsbezeichnung titre titulo titolo",
    "location": "location address place standort ort adresse",
    "city": "city town stadt wohnort homecity businesscity ville villebureau ciudad ciudaddeltrabajo citta cidade"
    " miasto woonplaats plaats kaupunki stad ortgeschaftlich ortprivat",
    "country": "country countryregion land businesscountry businesscountryregion pays paysregionbureau pais"
    " paisoregiondeltrabajo paese kraj maa landregiongeschaftlich landregionprivat",
    "timezone": "timezone zeitzone tz",
    "language": "language sprache lang langue idioma lingua taal jezyk sprak kieli",
    "notes": "notes note comment comments description bio notizen notiz bemerkung bemerkungen anmerkung anmerkungen"
    " kommentar beschreibung notities opmerkingen notas nota observaciones observacoes comentarios commentaire"
    " commentaires remarques commenti uwagi notatki anteckningar noter muistiinpanot",
    "tags": "tags tag labels label categories category groups group groupmembership list lists kategorien kategorie"
    " schlagworte schlagworter stichworte stichworter gruppe gruppen interests beat beats etiquettes etiquetas"
    " etichette motscles categorias categorie kategorier categorieen trefwoorden",
    "external_id": "externalid uid uuid recordid contactid influencerid euid idrecord recordidcontact",
    "origin": "origin herkunft quelle",
    "collected_on": "collectedon collected erhobenam verbundenam connectele conectadoel collegatoil verbondenop"
    " erstellungsdatum createdate datedecreation",
    "last_contacted_on": "lastcontacted lastcontact lastcontactedon lastcontactdate lastactivitydate letzterkontakt"
    " zuletztkontaktiert datumderletztenaktivitat letzteraktivitatstag datedederniereactivite dernierecontact"
    " derniercontact ultimocontacto ultimocontatto laatstecontact",
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
    "email": "email emailaddress emails mail mailaddress emailvalue primaryemail workemail homeemail secondaryemail"
    " businessemail privateemail otheremail emailadresse emailadressen mailadresse epost epostadress"
    " emailadres adresseemail adressemail adressedemessagerie courriel adresseelectronique correo"
    " correoelectronico direcciondecorreoelectronico indirizzoemail indirizzodipostaelettronica"
    " postaelettronica enderecodeemail adresemail sahkoposti sahkopostiosoite",
    "shared_email": "sharedemail deskemail agentemail groupemail newsdeskemail redaktionsemail",
    "shared_phone": "sharedphone deskphone agentphone switchboard companymainphone telefonfirma standardsociete",
    "phone": "phone phonenumber phones telephone telephonenumber tel mobile mobilephone mobilenumber cell cellphone"
    " workphone homephone businessphone primaryphone otherphone phonevalue telefon telefonnummer mobil handy"
    " handynummer mobiltelefon mobilnummer festnetz rufnummer telefongeschaftlich telefonprivat haupttelefon"
    " weiterestelefon autotelefon mobiltelefonnummer telephonebureau telephonedomicile telephonemobile"
    " telmobile portable numerodetelephone numerodetelephoneportable telefono telefonomovil movil"
    " telefonodeltrabajo telefonoparticular numerodetelefono cellulare telefonoufficio telefonoabitazione"
    " telefoon telefoonnummer mobiel mobieltelefoon telefoonwerk telefoonprive telefone telemovel celular"
    " telefonkomorkowy komorka puhelin puhelinnumero matkapuhelin",
    "sms": "sms",
    "website": "website websites web webpage webaddress homepage websitevalue webseite internet internetseite"
    " internetadresse webadresse blog pageweb siteweb paginaweb sitioweb sitoweb webpagina stronawww webbsida"
    " hjemmeside",
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
# Whatever else such a header says, what stands under it is a no.
_REFUSING = (
    "unsubscrib", "optedout", "optout", "donotcontact", "donotemail", "abgemeldet", "abbestellt", "nichtkontaktieren",
    "desabonn", "desinscri", "nepascontacter", "dadodebaja", "nocontactar", "disiscri", "noncontattare",
    "uitgeschreven", "nietbenaderen", "descadastrad", "naocontatar", "wypisan", "avregistrerad", "peruuttanut",
)  # fmt: skip
# A bare "Title" beside a job title, or before another one like it, is Mr or Dr.
_EITHER_TITLE = frozenset({"title", "titel", "titre", "titulo", "titolo"})
_JOB_TITLE = frozenset(
    {
        "jobtitle", "position", "jobtitel", "jobbezeichnung", "poste", "puesto", "cargo", "posizione", "functie",
        "stanowisko",
    }
)  # fmt: skip
# Known, and nothing that is kept of a person.
NOT_KEPT = frozenset(
    {
        "anrede", "salutation", "civilite", "priority", "priorite", "prioritat", "prioridad", "private", "privat",
        "prive", "privado", "sensitivity", "vertraulichkeit", "emailtype", "emailtyp", "typedemessagerie",
        "tipodecorreoelectronico", "emaildisplayname", "emailangezeigtername", "businessfax", "homefax", "otherfax",
        "faxgeschaftlich", "faxprivat", "weiteresfax", "telecopiebureau", "faxdeltrabajo", "gender", "geschlecht",
        "initials", "initialen",
    }
)  # fmt: skip
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
    return "opted_out" if any(word in plain for word in _REFUSING) and "link" not in plain else IGNORED


def is_not_kept(header: str) -> bool:
    """Whether the header is known and names nothing that is kept."""
    return _plain(header) in NOT_KEPT


def fields_of(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> list[str]:
    """The field of each column; what `mapping` (header → field) says goes before what we know."""
    wanted = {title.strip().casefold(): field for title, field in (mapping or {}).items()}
    fields = [wanted.get(title.strip().casefold(), field_of(title)) for title in header]
    if "last_name" not in fields and "first_name" in fields and "name" in fields:
        fields[fields.index("name")] = "last_name"  # German tables: "Name, Vorname"
    elif "first_name" not in fields and "last_name" in fields and "name" in fields:
        fields[fields.index("name")] = "first_name"  # Romance ones: "Nome, Cognome"
    plain = [_plain(title) for title in header]
    bare = [
        at for at, title in enumerate(plain) if title in _EITHER_TITLE and header[at].strip().casefold() not in wanted
    ]
    for at in bare if _JOB_TITLE & set(plain) else bare[:-1]:
        fields[at] = IGNORED
    return fields


def how_many_known(cells: Sequence[str]) -> int:
    """How much a line looks like a header: the different cells we know."""
    return sum(1 for cell in set(cells) if len(cell) <= 60 and field_of(cell))


def _plain(header: str) -> str:
    """Letters only, lower case, without accents: "E-Mail 2 (Büro)" is "emailburo"."""
    apart = unicodedata.normalize("NFKD", header.casefold())
    return "".join(c for c in apart if c.isalpha())
