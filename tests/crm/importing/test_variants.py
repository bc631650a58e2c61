"""The same programs' files as others have them: other languages, orders, encodings, and columns left away."""

from pathlib import Path

import pytest

from crm.importing.record import ImportedContact
from tests.crm.importing.files import addresses, open_file, people, read_all, refused, zipped

GOOGLE = (
    "\ufeffE-mail 1 - Value,E-mail 1 - Label,Last Name,First Name,Labels,Notes,Organization Name,Phone 1 - Value,"
    "Phone 1 - Label\r\n"
    "ana@paper.example ::: ana@home.example,* Work ::: Home,Lee,Ana,* myContacts ::: Press,"
    '"met at a fair\nsaid ""call me""",The Paper,+49 30 1234567,Work\r\n'
    "kim@wire.example,* Work,Ode,Kim,,,,+49 30 7654321\r\n"
)
LINKEDIN_EXCEL = (
    'Notes:\r\n"""When exporting your connection data, you may notice that some addresses are missing.""";;;;;;\r\n'
    ";;;;;;\r\nFirst Name;Last Name;URL;Email Address;Company;Position;Connected On\r\n"
    "Jürgen;Groß;https://www.linkedin.com/in/juergen-gross;;Süddeutsche;Redakteur;7-Feb-22\r\n"
)
LINKEDIN_FRENCH = (
    "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connecté le\r\n"
    "Élodie,Durand,https://www.linkedin.com/in/elodie,elodie@journal.example,Le Journal,Rédactrice,12 févr. 2024\r\n"
)
OUTLOOK_GERMAN = (
    '"Anrede","Vorname","Nachname","Firma","Position","Ort geschäftlich","Land/Region geschäftlich",'
    '"Telefon Assistent","Fax geschäftlich","Telefon geschäftlich","Mobiltelefon","E-Mail-Adresse","E-Mail-Typ",'
    '"E-Mail 2: Adresse","Kategorien","Notizen","Ort"\r\n'
    '"Frau","Ana","Müller","Die Zeitung","Redakteurin","Köln","Deutschland","+49 221 111111","+49 221 222222",'
    '"+49 221 333333","+49 171 4445556","ana@zeitung.example","SMTP","ana@privat.example","Presse;Kultur",'
    '"kennt\r\nviele",""\r\n'
)
OUTLOOK_FRENCH = (
    "Titre;Prénom;Nom;Société;Titre;Ville (bureau);Télécopie (bureau);Téléphone (bureau);Adresse de messagerie\r\n"
    "Mme;Élodie;Durand;Le Journal;Rédactrice;Lyon;+33 1 23 45 67 80;+33 1 23 45 67 89;elodie@journal.example\r\n"
)
ITALIAN = (
    "Nome;Cognome;Indirizzo e-mail;Azienda;Ruolo;Cellulare;Città\r\n"
    "Giulia;Rossi;giulia@giornale.example;Il Giornale;Redattrice;+39 333 123 4567;Roma\r\n"
)
POLISH = (
    "Imię\tNazwisko\tAdres e-mail\tFirma\tStanowisko\tTelefon\tMiasto\r\n"
    "Łukasz\tŻak\tlukasz@gazeta.example\tGazeta\tRedaktor\t+48 601 234 567\tŁódź\r\n"
)


def only(folder: Path, content: str | bytes) -> ImportedContact:
    [contact] = people(read_all(folder, content))
    return contact


def test_google_in_another_order_with_a_row_that_ends_early(tmp_path: Path) -> None:
    ana, kim = people(read_all(tmp_path, GOOGLE))
    assert (ana.name, ana.organization, ana.tags) == ("Ana Lee", "The Paper", ("Press",))
    assert ana.notes == 'met at a fair\nsaid "call me"'
    assert [value for _, value in addresses(ana)] == ["ana@paper.example", "ana@home.example", "+49 30 1234567"]
    assert addresses(kim) == [("email", "kim@wire.example"), ("phone", "+49 30 7654321")]


def test_linkedin_kept_by_a_spreadsheet(tmp_path: Path) -> None:
    jurgen = only(tmp_path, LINKEDIN_EXCEL.encode("cp1252"))
    assert (jurgen.name, jurgen.organization, str(jurgen.collected_on)) == ("Jürgen Groß", "Süddeutsche", "2022-02-07")
    assert addresses(jurgen) == [("linkedin", "https://www.linkedin.com/in/juergen-gross")]


def test_linkedin_without_profiles_and_with_hours(tmp_path: Path) -> None:
    header = "First Name,Last Name,Email Address,Company,Position,Connected On\r\n"
    found = people(read_all(tmp_path, f'{header}Ana,Lee,,Paper,Editor,"3/14/18, 10:12 AM"\r\n,,,,,\r\n'))
    assert [(one.name, str(one.collected_on)) for one in found] == [("Ana Lee", "2018-03-14")]


@pytest.mark.parametrize(
    ("content", "name", "organization", "title", "location", "handles"),
    [
        (LINKEDIN_FRENCH.encode(), "Élodie Durand", "Le Journal", "Rédactrice", "",
         {"https://www.linkedin.com/in/elodie", "elodie@journal.example"}),
        (OUTLOOK_GERMAN.encode("cp1252"), "Ana Müller", "Die Zeitung", "Redakteurin", "Köln, Deutschland",
         {"+49 221 333333", "+49 171 4445556", "ana@zeitung.example", "ana@privat.example"}),
        (OUTLOOK_FRENCH.encode("cp1252"), "Élodie Durand", "Le Journal", "Rédactrice", "Lyon",
         {"+33 1 23 45 67 89", "elodie@journal.example"}),
        (ITALIAN.encode("cp1252"), "Giulia Rossi", "Il Giornale", "Redattrice", "Roma",
         {"giulia@giornale.example", "+39 333 123 4567"}),
        (POLISH.encode("utf-16"), "Łukasz Żak", "Gazeta", "Redaktor", "Łódź",
         {"lukasz@gazeta.example", "+48 601 234 567"}),
    ],
    ids=["LinkedIn in French", "Outlook in German", "Outlook in French", "Italian", "Polish, UTF-16 with tabs"],
)  # fmt: skip
def test_headers_in_other_languages(
    tmp_path: Path, content: bytes, name: str, organization: str, title: str, location: str, handles: set[str]
) -> None:
    found = only(tmp_path, content)
    assert (found.name, found.organization, found.title, found.location) == (name, organization, title, location)
    assert {value for _, value in addresses(found)} == handles


def test_a_whole_name_beside_the_surname_is_not_said_twice(tmp_path: Path) -> None:
    assert only(tmp_path, "Name,Surname,Email\nAna Lee,Lee,ana@paper.example\n").name == "Ana Lee"
    assert only(tmp_path, "Name,Surname,Email\nAna,Lee,ana@paper.example\n").name == "Ana Lee"


@pytest.mark.parametrize(
    "header",
    [
        "Opted out of email: Marketing Information", "Für alle E-Mails abgemeldet", "Do not contact (PR)",
        "S'est désinscrit de tous les e-mails", "Opt-out date", "Dado de baja",
    ],
)  # fmt: skip
def test_a_no_is_heard_under_whatever_header(tmp_path: Path, header: str) -> None:
    text = f'Record ID,Email,Lead Status,"{header}"\n1,ana@paper.example,New,true\n2,bo@radio.example,New,\n'
    ana, bo = people(read_all(tmp_path, text))
    assert [boundary.origin for boundary in ana.boundaries] == ["opted_out"]
    assert not bo.boundaries


def test_where_one_could_unsubscribe_says_of_nobody_that_they_did(tmp_path: Path) -> None:
    ana = only(tmp_path, "Name,Email,Unsubscribed at\nAna,ana@paper.example,https://list.example/out?id=1\n")
    assert not ana.boundaries
    assert "neither yes nor no" in ana.left_out[0]


def test_hubspot_in_german_and_of_several_objects(tmp_path: Path) -> None:
    german = (
        "Datensatz-ID,Vorname,Nachname,E-Mail,Lead-Status,Erstellungsdatum\n7,Ana,Lee,ana@a.example,Neu,2024-03-12\n"
    )
    assert (only(tmp_path, german).external_id, only(tmp_path, german).name) == ("hubspot:7", "Ana Lee")
    several = "Record ID - Contact,Email,First Name,Lead Status\n7,ana@a.example,Ana,New\n"
    assert only(tmp_path, several).external_id == "hubspot:7"


def test_a_mailchimp_audience_in_french_keeps_its_noes(tmp_path: Path) -> None:
    header = "Adresse e-mail,Prénom,Nom,MEMBER_RATING,LAST_CHANGED,LEID,EUID"
    content = zipped(
        {
            "audience/subscribed_members_1.csv": f"{header},TAGS\nana@a.example,Ana,Lee,2,,1,aa,Press\n",
            "audience/unsubscribed_members_1.csv": f"{header},UNSUB_TIME\nbo@a.example,Bo,Ek,2,,2,bb,2023-05-01\n",
            "audience/cleaned_members_1.csv": f"{header},CLEAN_TIME\ncem@a.example,Cem,Ay,2,,3,cc,2023-06-01\n",
        }
    )
    noes = {one.name: [boundary.origin for boundary in one.boundaries] for one in people(read_all(tmp_path, content))}
    assert noes == {"Ana Lee": [], "Bo Ek": ["opted_out"], "Cem Ay": ["inferred"]}
    assert open_file(tmp_path, content).format.NAME == "mailchimp"


def test_valosan_in_other_words_for_no(tmp_path: Path) -> None:
    text = (
        "Email;Company/Outlet;First name;Last name;Status;Interests\r\nn@b.example;Blatt;Nö;Neh;Not interested;Velo\r\n"
    )
    neh = only(tmp_path, text.encode("cp1252"))
    assert ([one.origin for one in neh.boundaries], len(neh.pitches)) == (["answered_no"], 1)


def test_old_phones_fold_within_letters_and_keep_pictures_among_lines(tmp_path: Path) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen =\r\nM=C3=BC=\r\nller\r\n"
        "TEL;CELL;PREF:+491715551234\r\nTEL;WORK;FAX:+4930123\r\n"
        "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQAB\r\n AwMDBAYEBAQEBAgGBgUGCQgKCgkI\r\n\r\n"
        "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo =E2=82=\r\n=AC\r\nEND:VCARD\r\n"
    )
    jurgen = only(tmp_path, card)
    assert (jurgen.name, jurgen.notes) == ("Jürgen Müller", "one\ntwo €")
    assert addresses(jurgen) == [("phone", "+491715551234")]


def test_apple_groups_its_lines_and_lists_its_lists(tmp_path: Path) -> None:
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Lee\r\nitem1.EMAIL;type=INTERNET;type=pref:ana@home.example\r\n"
        "item1.X-ABLabel:_$!<Other>!$_\r\nitem2.X-SOCIALPROFILE;type=twitter;x-user=analee:http://twitter.com/analee\r\n"
        "item3.X-ABRELATEDNAMES:Bo\r\nitem3.X-ABLabel:_$!<Assistant>!$_\r\nCATEGORIES:Press,Bikes\\, more\r\n"
        "END:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:Friends\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nEND:VCARD\r\n"
    )
    records = read_all(tmp_path, cards.encode("utf-16"))
    [ana] = people(records)
    assert (ana.tags, addresses(ana)) == (
        ("Press", "Bikes, more"),
        [("email", "ana@home.example"), ("x", "http://twitter.com/analee")],
    )
    assert [one.reason for one in refused(records)] == ["The card is a list of other cards; nobody is in it."]
