"""Automated: sent by a tool, not by a person. Told by a mail's headers, by the marks of mailing tools in the text,
and by the wording of absence notes. Says which in a word, for whoever brings mail.

Headers: RFC 3834 (Auto-Submitted), RFC 2919 and 2369 (List-*), RFC 2076 (Precedence), and what programs really send.
"""

import re
from collections.abc import Iterable, Mapping

from crm.genuine.normalising import tidy
from crm.genuine.quotes import without_quotes
from crm.models.interactions import Direction

_AUTO_REPLY = frozenset({"x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply"})
_LIST = frozenset({"list-id", "list-unsubscribe", "list-post", "list-help", "list-subscribe", "list-owner"})
_TOOL = frozenset(
    {
        *("feedback-id", "x-campaign", "x-campaignid", "x-campaign-id", "x-mailgun-sid", "x-mailgun-tag", "x-mc-user"),
        *("x-sg-eid", "x-ses-outgoing", "x-mj-mid", "x-csa-complaints", "x-mailer-recptid", "x-hs-cid"),
        *("x-roving-id", "x-cmailcampaign", "x-pm-message-id", "x-sib-id", "x-mandrill-user"),
    }
)
_TOOLS = re.compile(
    r"mailchimp|sendgrid|mailgun|mailjet|sendinblue|brevo|hubspot|mailerlite|campaign ?monitor|constant ?contact"
    r"|klaviyo|phpmailer|phplist|mass ?mail|cleverreach|newsletter",
    re.IGNORECASE,
)
_SUPPRESSING = frozenset({"all", "oof", "autoreply"})
_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})


def sent_by_a_machine(direction: str, text: str, headers: Mapping[str, str]) -> bool:
    """Whether a message of ours or theirs was sent by a tool, as far as it shows."""
    if direction not in (Direction.INBOUND, Direction.OUTBOUND):
        return False
    return bool(automated_by_headers(headers) or automated_by_text(text))


def automated_by_headers(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """One of "", "auto-reply", "bounce", "list", "tool". Names in any case; one name may come more than once."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    found = [(name.strip().lower(), value.strip().lower()) for name, value in pairs]
    verdicts = [_by_header(name, value) for name, value in found]
    return next((verdict for verdict in ("bounce", "auto-reply", "list", "tool") if verdict in verdicts), "")


def _by_header(name: str, value: str) -> str:
    said = value.partition(";")[0].strip()
    if name == "auto-submitted":
        return "" if said in ("", "no") else "auto-reply"
    if name == "x-auto-response-suppress":
        # Exchange sets it on what it sends by itself; people's mail may ask not to be receipted (DR, RN, NRN).
        return "auto-reply" if _SUPPRESSING & set(re.split(r"[,\s]+", value)) else ""
    if name == "precedence":
        return ("auto-reply" if said == "auto_reply" else "list") if said in _BULK else ""
    if name == "return-path" and value == "<>":
        return "bounce"
    if name == "content-type" and "report-type=delivery-status" in value.replace(" ", "").replace('"', ""):
        return "bounce"
    if name in ("x-mailer", "user-agent"):
        return "tool" if _TOOLS.search(value) else ""
    if name in _AUTO_REPLY:
        return "" if value in ("", "no") else "auto-reply"
    return "list" if name in _LIST else "tool" if name in _TOOL else ""


# What a machine says of a person, or a person to everybody: the note itself, never a sentence about one. Each is
# bound to the beginning of a sentence or to the words around it, because people do write “I was out of the office”.
_AWAY = re.compile(
    r"(?:^|[.!:\n]\s*)(?:"
    # English
    r"(?:this is an )?(?:automatic|automated|auto)[ -]?(?:reply|response|message|answer)\b"
    r"|(?:thank you|thanks) for your (?:e-?mail|message|note)[.,!]?\s*(?:i am|i['’]m|we are)\s+(?:currently |now )?"
    r"(?:out of (?:the )?office|away|on (?:\w+ ){0,2}(?:leave|vacation|holiday))"
    r"|(?:i am|i['’]m) (?:currently |now )?(?:out of (?:the |my )?office|on (?:\w+ ){0,2}(?:leave|vacation|holidays?)"
    r"|away)\b[^.!\n]{0,80}\b(?:until|till|from|through|and will|with (?:no|limited)|returning|back on|access)\b"
    r"|out of (?:the )?office(?: reply| until|:|$)"
    # German
    r"|(?:dies ist eine )?automatische (?:antwort|abwesenheit\w*|benachrichtigung|nachricht)\b|abwesenheitsnotiz\b"
    r"|(?:vielen dank für (?:ihre|deine) (?:nachricht|e-?mail|mail)[.,!]?\s*)?ich bin (?:derzeit |momentan |aktuell "
    r"|zurzeit |zur zeit |bis (?:zum )?[^\n]{1,25}|vom [^\n]{1,40})?\s*"
    r"(?:nicht (?:im büro|im haus|erreichbar)|im urlaub|außer haus|abwesend)\b"
    # Spanish
    r"|(?:esta es una )?respuesta automática\b|(?:gracias por (?:su|tu) (?:mensaje|correo)[.,!]?\s*)?"
    r"(?:actualmente )?(?:me encuentro|estoy|estaré) (?:actualmente )?(?:fuera de la oficina|de vacaciones|ausente)\b"
    r"[^.\n]{0,60}\b(?:hasta|del|desde|y (?:volveré|regresaré)|con acceso)\b|fuera de (?:la )?oficina(?: hasta|:|$)"
    # French
    r"|réponse automatique\b|message automatique\b|(?:merci (?:de|pour) (?:votre|ton) (?:message|e-?mail)[.,!]?\s*)?"
    r"(?:actuellement|je suis) [^.\n]{0,30}(?:absente?|en congés?|en vacances|hors du bureau)\b[^.\n]{0,60}"
    r"\b(?:jusqu|du|avec|et)"
    # Italian, Portuguese, Dutch
    r"|risposta automatica\b|sono (?:attualmente )?fuori (?:sede|ufficio) (?:fino|dal)\b|resposta automática\b"
    r"|estou fora do escritório (?:até|de)\b|automatisch antwoord\b|ik ben (?:momenteel |tot [^.\n]{1,25} )?afwezig\b"
    # Japanese
    r"|(?:これは|本メールは)?自動(?:返信|応答)|(?:ただいま|現在)[^。\n]{0,12}不在(?:に|と|です)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 400  # characters; a note says so at once
_LIST_MARKS = re.compile(
    r"(?:view (?:this (?:e-?mail|message) )?in (?:your )?browser|unsubscribe from this list"
    r"|update your (?:email )?preferences"
    r"|you(?:['’]re| are) receiving this (?:e-?mail|message|newsletter) because|im browser (?:ansehen|anzeigen|öffnen)"
    r"|newsletter abbestellen|ver (?:este correo |este email )?en (?:el |tu |su )?navegador"
    r"|darse de baja de (?:esta|la) lista"
    r"|voir (?:cet e-?mail |ce message )?dans (?:votre |le )?navigateur|se désabonner|配信停止)",
    re.IGNORECASE,
)


def automated_by_text(text: str) -> str:
    """One of "", "auto-reply", "tool". What is quoted below says nothing of the mail itself."""
    own = without_quotes(tidy(text))
    if _AWAY.search(own.strip()[:_HEAD]):
        return "auto-reply"
    return "tool" if _LIST_MARKS.search(own) else ""
