"""Notes that answer for somebody: away, gone, received, not read here. Told by their wording, in several languages.

A machine's own name (“automatic reply”) tells it alone. That somebody is away people write too, so it takes a second
sign, as notes have it: until when, whom to ask instead, when they will read it. Who asks or hands something over in
the same breath wrote it themselves.
"""

import re

HEAD = 400  # characters; a note says so at once


def is_note(own: str) -> bool:
    """Of a tidy text without what it quotes."""
    head = own.strip()[:HEAD]
    if _MACHINE.search(head) or _UNREAD.search(head):
        return True
    return bool(_AWAY.search(head) and _SIGN.search(head) and not _PERSON.search(head))


def _any(*languages: str) -> str:
    return "|".join(languages)


_NOUN = r"(?:reply|response|message|answer|e-?mail|notification)"
_NAMES = _any(
    rf"(?:automatic|automated|auto)[ -]?{_NOUN}\b|automatically (?:generated|sent)\b"
    rf"|out of (?:the )?office(?: reply|:|$)",
    r"automatische (?:antwort|abwesenheit\w*|benachrichtigung|nachricht|e-?mail)\b|automatisch (?:generiert"
    r"|erstellt)",
    r"abwesenheitsnotiz\b|(?:respuesta automática|(?:mensaje|correo) automático)\b|fuera de (?:la )?oficina(?::|$)",
    r"(?:réponse|message) automatique\b|risposta automatica\b|messaggio automatico\b|(?:resposta"
    r"|mensagem) automática\b",
    r"automatisch (?:antwoord|bericht)\b|autosvar\b|automatiskt? svar\b|automatyczna odpowiedź|automatická odpověď",
    r"automaattinen vastaus|automatikus válasz|otomatik yanıt|автоматический ответ|автоответ",
    r"自動(?:返信|応答|送信|配信)|自动(?:回复|答复)|自動回覆|자동\s?(?:회신|응답|답장)",
)
_THIS = _any(
    r"this (?:is an?|e-?mail (?:is|was)|message (?:is|was)) |(?:dies ist|das ist) eine? |diese (?:e-?mail"
    r"|nachricht) wurde ",
    r"est[ea] es una? |ceci est une? |quest[oa] è una? |esta é uma |dit is een |detta är ett |dette er en |to ",
    r"(?:これは|このメールは|本メールは)",
)
_MACHINE = re.compile(rf"(?:^|[.!:\n]\s*)(?:{_THIS})?(?:{_NAMES})", re.IGNORECASE | re.MULTILINE)

_UNREAD = re.compile(
    _any(
        r"\b(?:mailbox|inbox|address|account) is (?:not|no longer|un) ?(?:monitored|read|checked|in use)",
        r"do not (?:reply|respond) to this (?:e-?mail|message|address)|antworten sie (?:bitte )?nicht auf diese\b",
        r"\bno (?:responda|responder|contestar) a este (?:correo|mensaje)|ne pas (?:y )?répondre(?: à ce|[.!]|$)",
        r"non rispondere a quest[ao] |não responda a est[ae] |返信(?:は|され|いただ)[^。\n]{0,14}(?:でき|かね)ません?",
        r"\bwe(?: have|['’]ve) received your (?:request|message|e-?mail|enquiry|inquiry"
        r"|query)\b[^\n]{0,80}\b(?:working days?"
        r"|business days?|shortly|as soon as)\b|(?:ihre|deine) (?:anfrage|nachricht|e-?mail) (?:ist"
        r"|haben wir)[^\n]{0,80}"
        r"\b(?:werktag\w*|schnellstmöglich|in kürze)\b|hemos recibido (?:su|tu) [^\n]{0,90}\b(?:en breve"
        r"|lo antes posible)\b",
    ),
    re.IGNORECASE | re.MULTILINE,
)

# In the first person and the present: of somebody else, or of last week, people write.
_NEAR = r"(?:[^.!?\n]|(?<=\d)\.){0,60}?"  # a point after a figure is a date's
_AWAY = re.compile(
    _any(
        r"\b(?:i am|i['’]m|i will be|i['’]ll be|we are|we['’]re|we will be) (?:\w+ ){0,2}(?:out of (?:the "
        r"|my )?office|away"
        r"|on (?:\w+ ){0,2}(?:leave|vacation|holidays?)|travell?ing)\b",
        r"\bi (?:have left|no longer work|am no longer (?:with|at|working))\b",
        rf"\bich (?:bin|befinde mich)\b{_NEAR}\b(?:nicht (?:im büro|im haus|erreichbar)|im \w*urlaub|außer haus"
        rf"|abwesend"
        r"|in (?:elternzeit|mutterschutz)|verreist|auf (?:dienst)?reisen?|wieder erreichbar)\b"
        r"|\bich arbeite nicht mehr\b",
        rf"\b(?:estoy|estaré|me encuentro|me encontraré)\b{_NEAR}\b(?:fuera de la oficina|de vacaciones|ausente"
        rf"|de baja"
        r"|de permiso|de viaje)\b|\bya no trabajo\b",
        rf"\b(?:je suis|je serai|actuellement)\b{_NEAR}\b(?:absente?|en congés?|en vacances|hors du bureau"
        rf"|en déplacement)\b",
        rf"\b(?:sono|sarò)\b{_NEAR}\b(?:in (?:ferie|vacanza|viaggio|maternità)|fuori (?:sede|ufficio)|assente)\b",
        rf"\b(?:estou|estarei|encontro-me)\b{_NEAR}\b(?:de (?:férias|licença)|fora do escritório|ausente"
        rf"|em viagem)\b",
        rf"\bik ben\b{_NEAR}\b(?:(?:met|op) (?:vakantie|verlof|reis)|afwezig|niet (?:aanwezig|op kantoor))\b",
        rf"\b(?:jag är|jeg er)\b{_NEAR}\b(?:semester|ledig|ferie|\w*orlov|barsel|bortrest|bortreist|(?:tjänste"
        rf"|på )reise?)\b",
        rf"\bjestem\b{_NEAR}\b(?:na urlopie|poza biurem|nieobecn[ya])|\bjsem\b{_NEAR}(?:mimo kancelář|na dovolené)",
        r"不在(?:に|と|です)|休暇(?:中|を|のため)|お休みをいただ|出張(?:中|のため)|휴가|부재\s?중|休假|不在办公室",
    ),
    re.IGNORECASE,
)
_SIGN = re.compile(
    _any(
        r"\b(?:until|till|through|from \d+|return|returning|back (?:on|in|at|by)|when i(?:['’]m| am| get) back"
        r"|(?:will|shall) (?:be back|reply|respond|answer|read)|(?:limited|no|intermittent) access|slow to|urgent\w*"
        r"|please (?:contact|direct|write|call|reach|send|e-?mail))\b|\bcontact \S+@",
        r"\b(?:bis|ab (?:dem )?\d+|vom \d+|ab dem|dringend\w*|wenden sie sich|zurück|lese|nicht weitergeleitet"
        r"|vertret\w+)\b",
        r"\b(?:hasta|del? \d+|urgente|escrib[ea]|contact[ea]r?|acceso|volveré|regres\w+)\b",
        r"\b(?:jusqu\w*|urgence|contactez|de retour|à partir du|accès|et lirai|avec)\b",
        r"\b(?:fino (?:a\w*|al)|dal \d+|urgen\w+|leggerò|risponderò|até|contact[eo]|tot|contacteer|dringend\w*)\b",
        r"\b(?:till och med|t\.o\.m|åter|til og med|svarer|svarar|indtil|do \d+|do dnia|pilnych|naléhav\w+)\b",
        r"まで|戻り次第|以降|後日|까지|至|返回",
    ),
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"[?？]|\b(?:attached|here (?:is|are)|anbei|im anhang|adjunt\w+|ci-joint|in allegato|em anexo|bijgevoegd)\b"
    r"|\b(?:but|aber|pero|mais|ma|maar) (?:yes|the (?:short )?answer|ja|sí|oui|sì|schick\w*|send)\b|添付",
    re.IGNORECASE,
)
