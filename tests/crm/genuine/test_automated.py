"""What a machine sent: by its headers, by what mailing tools leave in the text, by the wording of absence notes."""

import pytest

from crm.genuine.automated import automated_by_headers, automated_by_text


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, ""),
        ({"From": "ana@news.example", "Subject": "Re: figures"}, ""),
        ({"Auto-Submitted": "no"}, ""),
        ({"Auto-Submitted": "auto-replied"}, "auto-reply"),
        ({"AUTO-SUBMITTED": " Auto-Generated; owner-email=x"}, "auto-reply"),
        ({"X-Auto-Response-Suppress": "All"}, "auto-reply"),
        ({"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}, "auto-reply"),
        ({"X-Auto-Response-Suppress": "DR, RN, NRN"}, ""),
        ({"X-Autoreply": "yes"}, "auto-reply"),
        ({"X-Autorespond": "out of office"}, "auto-reply"),
        ({"Precedence": "bulk"}, "list"),
        ({"precedence": "auto_reply"}, "auto-reply"),
        ({"Precedence": "first-class"}, ""),
        ({"List-Unsubscribe": "<mailto:x@lists.example>"}, "list"),
        ({"List-Id": "News <news.lists.example>"}, "list"),
        ({"Feedback-ID": "1:2:3:x"}, "tool"),
        ({"X-Mailer": "MailChimp Mailer - **CID1**"}, "tool"),
        ({"X-Mailer": "Apple Mail (2.3774)"}, ""),
        ({"User-Agent": "Mozilla Thunderbird"}, ""),
        ({"Return-Path": "<>"}, "bounce"),
        ({"Content-Type": 'multipart/report; report-type="delivery-status"'}, "bounce"),
        ({"List-Id": "x", "Auto-Submitted": "auto-replied"}, "auto-reply"),
    ],
)
def test_headers_tell(headers: dict[str, str], verdict: str) -> None:
    assert automated_by_headers(headers) == verdict
    assert automated_by_headers(list(headers.items())) == verdict


@pytest.mark.parametrize(
    "text",
    [
        "I am currently out of the office until Monday, 4 May. In urgent cases write to desk@news.example.",
        "Hello,\n\nthank you for your email. I am on parental leave and will be back in autumn.",
        "Automatic reply: your message",
        "This is an automated response. Your ticket number is 4711.",
        "Out of office: back on 12 June",
        "Vielen Dank für Ihre Nachricht. Ich bin bis zum 12. Juni nicht im Büro.",
        "Ich bin derzeit im Urlaub und lese keine Mails.",
        "Automatische Antwort: Ich bin am Montag wieder da",
        "Abwesenheitsnotiz",
        "Respuesta automática: estaré de vuelta el lunes.",
        "Gracias por su mensaje. Me encuentro fuera de la oficina hasta el 12 de junio.",
        "Estoy de vacaciones hasta el lunes.",
        "Réponse automatique",
        "Merci pour votre message. Je suis absente du bureau jusqu'au 12 juin.",
        "自動返信：ただいま不在にしております。",
        "現在不在です。戻り次第ご連絡します。",
    ],
)
def test_absence_notes_are_known(text: str) -> None:
    assert automated_by_text(text) == "auto-reply"


@pytest.mark.parametrize(
    "text",
    [
        "Sorry for the late answer, I was out of the office all week. Yes, do send me the figures!",
        "I am away next weekend, but Tuesday works. Shall we say ten?",
        "Could you write a piece about out-of-office notes? Mine says nonsense.",
        "Thanks for your mail. I am in the office on Thursday, call me then.",
        "Ich war im Urlaub und melde mich deshalb erst jetzt. Gern!",
        "Danke für Ihre Nachricht, ich bin dabei.",
        "Estuve de vacaciones, por eso contesto hoy. Con mucho gusto.",
        "Je suis en train de lire votre étude, elle est passionnante.",
        "先週は不在で失礼しました。ぜひお願いします。",
        "Here is my answer.\n\nOn 3 May 2026, Ben wrote:\nI am out of the office until Monday.",
        "Automatic trains are my beat, so yes.",
        "I would unsubscribe from the other newsletter, but yours I read.",
    ],
)
def test_people_who_write_of_being_away_are_people(text: str) -> None:
    assert automated_by_text(text) == ""


def test_marks_of_mailing_tools_are_known() -> None:
    assert automated_by_text("Our news in June\n\nView this email in your browser") == "tool"
    assert automated_by_text("Neues im Juni\n\nNewsletter abbestellen") == "tool"
