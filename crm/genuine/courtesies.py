"""How letters begin and end: greetings, wishes that all is well, sign-offs and signatures. They are nobody's own."""

import re

from crm.genuine.quotes import blank

_GREETINGS = (
    # English, German
    r"dear|hi(?: there)?|hello(?: there)?|hey(?: there)?|hiya|greetings|good (?:morning|afternoon|evening|day)",
    r"to whom it may concern|hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|moin(?: moin)?|servus",
    r"grüß (?:gott|dich|euch)|grüezi|werte[rs]?",
    # Spanish, French
    r"hola|buen(?:os|as)? (?:d[ií]as?|tardes|noches)|muy buenas|estimad[oa]s?|querid[oa]s?|apreciad[oa]s?",
    r"bonjour|bonsoir|salut|coucou|chère?s?|madame|monsieur",
    # Italian, Portuguese, Dutch
    r"ciao|buongiorno|buonasera|gentile|salve|car[oa]|olá|oi|bom dia|boa tarde|prezad[oa]|beste|hoi|geachte",
    # Japanese
    r"こんにちは|こんばんは|おはようございます|はじめまして|拝啓",
)
_ADDRESSED = (
    r"(?-i:[^\W\d_a-zà-öø-ÿ][\w.'’-]*)|there|all|everyone|everybody|team|folks|friends?|again|mrs?\.?|ms\.?|dr\.?|prof\.?"
    r"|zusammen|alle|ihr|herr|frau|señora?|señor|sra?\.?|do[nñ]a?|tod[oa]s|madame|monsieur|amig[oa]s?|colegas?"
    r"|and|und|y|et|e|en|&"
)
GREETING = re.compile(
    rf"(?:{'|'.join(_GREETINGS)})(?!\w)(?:(?:[ \t]+(?:{_ADDRESSED})(?!\w)){{0,6}}[ \t]*(?:[,!:;.。、،–—-]+|(?=\n)|$))?"
    r"|[^\n。、,]{1,20}(?:様|さん|さま|先生)[、。,]?[ \t]*(?:\n|$|(?<=[、。,]))",
    re.IGNORECASE,
)
_WHOM = re.compile(
    rf"\s*(?:{'|'.join(_GREETINGS)})(?!\w)(?P<whom>(?:[ \t]+(?:{_ADDRESSED})(?!\w)){{1,6}})[ \t]*(?=[,!:;.–—-]|\n|$)"
    r"|\s*(?P<san>[^\s。、,]{1,20})(?:様|さん|さま|先生)(?=[、。,\s]|$)",
    re.IGNORECASE,
)
_CALLED_SO = re.compile(r"(?<!\w)[^\W\d_a-zà-öø-ÿ][\w’'-]+")
_NO_NAMES = """
    mr mrs ms dr prof herr frau señor señora madame monsieur doña don and und et
    all team folks everyone everybody there friends friend again leute
"""
_NOT_A_NAME = frozenset(_NO_NAMES.split())
_REST = r"[^.!?。\n]{0,60}"
WISH = re.compile(
    rf"(?:(?:i |we )?(?:do |really |sincerely |just )*(?:hope|trust) {_REST}\b"
    rf"(?:well|good|great|fine|safe|okay|nice|lovely|wonderful)\b{_REST}"
    rf"|how (?:are you|are things|have you been|is it going|['’]s it going){_REST}"
    rf"|(?:ich|wir) hoffen?,? {_REST}\b(?:gut|wohl|bestens|prima|gesund)\b{_REST}|wie geht{_REST}"
    rf"|espero que {_REST}\bbien\b{_REST}|¿?(?:c[oó]mo (?:est[áa]s?|te va|le va)|qué tal){_REST}"
    rf"|j['’]esp[èe]re que {_REST}\bbien\b{_REST}|comment (?:allez[- ]vous|vas[- ]tu|ça va){_REST}"
    r"|(?:いつも)?(?:大変)?お世話になって(?:おり|い)ます|お疲れ様です|突然の(?:ご連絡|メール)[^。\n]{0,20}"
    r")(?:[.!?。]+|(?=\n)|$)",
    re.IGNORECASE,
)
_SIGN_OFFS = (
    # English
    r"(?:all (?:the|my) )?best(?: wishes| regards)?|(?:kind(?:est)?|warm(?:est)?|best) (?:regards|wishes)|regards",
    r"(?:many |with )?thanks(?: again| so much| a lot| in advance)?",
    r"thank you(?: again| so much| very much| in advance)?",
    r"cheers|(?:yours )?sincerely(?: yours)?|yours(?: truly| faithfully)?|take care|warmly|with (?:kind|best) regards",
    # German
    r"(?:mit )?(?:freundliche|beste|liebe|herzliche|schöne|viele|sonnige)[nr]? gr(?:ü|ue)(?:ß|ss)en?(?: aus \w+)?",
    r"(?:lieben|besten|schönen )?gru(?:ß|ss)|grüße|mfg|lg|vg|bg|hochachtungsvoll|(?:vielen |besten |herzlichen )dank"
    r"(?: im voraus| vorab)?|danke(?: dir| ihnen| schön| im voraus)?|alles gute",
    # Spanish
    r"(?:un )?(?:cordial(?:es)? |afectuoso )?saludos?(?: cordial(?:es)?)?|atentamente|cordialmente|(?:un )?(?:fuerte )?"
    r"abrazos?|(?:muchas |mil )?gracias(?: de antemano| por adelantado| por todo)?",
    # French
    r"(?:bien )?cordialement|bien à (?:vous|toi)|amicalement|(?:sincères|meilleures) salutations|à bientôt"
    r"|merci(?: d['’]avance| beaucoup| bien)?",
    # Italian, Portuguese, Dutch
    r"(?:cordiali |un )?salut[io]|grazie(?: mille)?|a presto|atenciosamente|obrigad[oa]|cumprimentos",
    r"met (?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|bedankt",
    # Japanese
    r"(?:何卒|どうぞ|今後とも)?(?:、)?(?:よろしく|宜しく)お願い(?:いた|致|申し上げ)?(?:し)?ます|敬具|敬白|草々|かしこ",
    r"(?:それ)?では(?:、?(?:また|失礼(?:いた)?します))?|以上(?:です|、よろしくお願い(?:いた)?します)?|取り急ぎ[^\n。]{0,20}",
)
_NAMES = r"(?:[ \t,]+(?-i:[^\W\d_a-zà-öø-ÿ])[\w.'’-]*){0,4}"
_SIGN_OFF = rf"(?:{'|'.join(_SIGN_OFFS)})(?!\w)[ \t]*[,.!。]*{_NAMES}[ \t]*[.!]*[ \t]*$"
SIGN_OFF = re.compile(rf"[ \t]*{_SIGN_OFF}", re.IGNORECASE | re.MULTILINE)
_LINE = re.compile(r"^(?=[^\n]{1,90}$)|(?<=[.!?。])(?=[^\n.?。]{1,80}[.。]?\s*\Z)", re.MULTILINE)
"""Where a sign-off may stand: a short line, or the last sentence of a text."""
SIGNATURE = re.compile(r"^(?:-- ?|__+|—)[ \t]*$|^[ \t]*(?:sent from my|von mein(?:em|er)|enviado desde mi|"
                       r"envoyé de mon|inviato da)\b[^\n]{0,60}$", re.IGNORECASE | re.MULTILINE)  # fmt: skip
POSTSCRIPT = re.compile(r"^[ \t]*p\.? ?s\b\.?", re.IGNORECASE | re.MULTILINE)
SIGNATURE_LINES = 14  # below a sign-off; with more lines it is no signature, and only its first ones go


def without_courtesies(text: str) -> str:
    """The same length, with blanks for greeting and wish at the head, sign-off and signature at the foot."""
    return _without_foot(_without_head(text))


def greeted(text: str) -> list[str]:
    """The names that a tidy text's greeting is to, without titles; none where it greets nobody by name."""
    found = _WHOM.match(text)
    if found is None:
        return []
    if found["san"]:
        return [found["san"]]
    names = re.findall(_CALLED_SO, found["whom"])
    return [name for name in names if name.lower() not in _NOT_A_NAME]


def _without_head(text: str) -> str:
    position = 0
    for _ in range(4):
        position += len(text) - position - len(text[position:].lstrip())
        found = GREETING.match(text, position) or WISH.match(text, position)
        if found is None or found.end() == position:
            break
        text, position = blank(text, position, found.end()), found.end()
    return text


def _without_foot(text: str) -> str:
    if signature := SIGNATURE.search(text):
        text = blank(text, signature.start(), _foot_ends(text, signature.end()))
    for line in _LINE.finditer(text):
        found = SIGN_OFF.match(text, line.start())
        if found and text[: found.start()].strip():
            return blank(text, found.start(), _foot_ends(text, found.end()))
    return text


def _foot_ends(text: str, start: int) -> int:
    """Where the signature ends that begins there: at a postscript, or the end of the text."""
    if postscript := POSTSCRIPT.search(text, start):
        return postscript.start()
    lines = text[start:].strip("\n").split("\n")
    if len([line for line in lines if line.strip()]) <= SIGNATURE_LINES:
        return len(text)
    return start + sum(len(line) + 1 for line in text[start:].split("\n")[:4])
