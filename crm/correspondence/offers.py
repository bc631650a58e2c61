"""What their words may mean: a wish not to be written to, a request, an invitation. Only offered, with the words that
say so; a person decides, and nothing follows by itself."""

import re

from crm.models.correspondence import OfferKind

LONGEST_QUOTE = 480
MOST_WORDS_OF_A_WISH = 40  # “remove me” in a long letter is about something else, more often than not
_NO_MORE = re.compile(
    r"\b(?:unsubscribe(?: me)?\b(?! (?:link|button|rate|from your (?:podcast|channel)))"
    r"|(?:please )?(?:remove|take) (?:me|us|my (?:name|(?:e-?mail )?address)) (?:from|off) (?:your|this|the|any)\b"
    r"|(?:please )?(?:stop|do not|don['’]t|no longer|never) (?:e-?mail(?:ing)?|contact(?:ing)?|writ(?:e|ing)(?: to)?"
    r"|send(?:ing)?) (?:to )?(?:me|us)\b(?:(?! (?:before|until|on (?:mon|tue|wed|thu|fri|sat|sun)))|$)"
    r"|not interested in (?:any|receiving|further|future)\b|no (?:more|further) e-?mails?\b"
    r"|(?:bitte )?(?:keine weiteren|keine) (?:e-?mails?|nachrichten|pressemitteilungen|anfragen) mehr\b"
    r"|(?:streichen|nehmen|löschen|entfernen) sie (?:mich|uns|meine (?:e-?mail-?)?adresse)\b"
    r"|(?:bitte )?(?:schreiben|kontaktieren) sie (?:mir|mich|uns) nicht mehr\b|aus dem verteiler\b"
    r"|d[eé]nme de baja\b|darme de baja\b|no me (?:escriba|env[ií]e|contacte)n? más\b|désinscri(?:vez|re|ption)\b"
    r"|ne (?:m['’]|plus )?(?:écrivez|contactez|envoyez)[^.\n]{0,20}plus\b|cancellatemi\b|配信(?:停止|を停止))",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:(?:could|can|would|will) you (?:please |kindly |maybe |perhaps )?"
    r"(?:send|share|forward|give|provide|put me in touch|introduce|get)\b"
    r"|(?:please|pls|do) (?:send|share|forward|provide)\b|(?:do|would) you (?:have|happen to have)\b[^.\n]{0,60}"
    r"\b(?:photo|picture|image|data|figure|number|study|report|contact|sample|copy|press kit)"
    r"|i(?:['’]d| would) (?:love|like|need) (?:to (?:see|have|get)|an?|the|some)\b|i need (?:an?|the|some)\b"
    r"|(?:könn(?:t|t?en) (?:sie|ihr|du)|kannst du|können sie)[^.\n?]{0,50}\b(?:schicken|senden|zusenden|geben|teilen)"
    r"|(?:bitte )?(?:schicken|senden) sie (?:mir|uns)\b|(?:schick|sende?) (?:mir|uns) (?:bitte|doch)\b"
    r"|(?:me |nos )?(?:podr[ií]as?|puedes?|podr[ií]an) (?:enviar|mandar|pasar|compartir)|env[ií](?:a|e)me\b"
    r"|(?:pourriez|pouvez)[- ]vous (?:m['’]|me |nous )?(?:envoyer|transmettre|donner)|peux-tu m['’]envoyer"
    r"|potrest?i (?:mandarmi|inviarmi)|送って(?:いただけ|ください|もらえ))",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"\b(?:(?:please |do )?keep (?:me|us) (?:posted|in the loop|updated|informed)"
    r"|let (?:me|us) know (?:when|if|about|once)\b"
    r"|(?:do |please )?send (?:me|us) (?:your|any|more|all|the) (?:news|updates?|announcements?|press releases?)\b"
    r"|i(?:['’]d| would) (?:love|like|be (?:happy|glad|interested)) to (?:hear|know|learn|read|receive) "
    r"(?:more|about|from|when)|happy to (?:hear|receive|look at)\b|feel free to (?:send|pitch|share|write)\b"
    r"|(?:add|put) me (?:to|on) (?:your|the) (?:press |mailing |e-?mail )?(?:list|distribution)|tell me more\b"
    r"|halten sie (?:mich|uns) (?:bitte |gern[e]? )?auf dem laufenden|halt(?:et)? (?:mich|uns) auf dem laufenden"
    r"|(?:gern[e]? )?(?:mehr (?:darüber|dazu)|weiterhin) (?:erfahren|hören|informiert)|nehmen sie mich (?:in|auf)\b"
    r"|mant[eé]n(?:ga)?(?:me|nos) al (?:tanto|corriente)|av[ií]s(?:a|e)me cuando"
    r"|tene[zr][- ]?moi (?:au courant|informée?)|tienimi aggiornat|最新情報を)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。\n]+[.!?。]*")


def offers_in(text: str) -> dict[str, str]:
    """Of their own words: kind → the sentence that says so. A wish not to be written to stands above the others."""
    if len(text.split()) <= MOST_WORDS_OF_A_WISH and (found := _NO_MORE.search(text)):
        return {OfferKind.BOUNDARY.value: _sentence(text, found)}
    told: dict[str, str] = {}
    if invited := _INVITATION.search(text):
        told[OfferKind.INVITATION.value] = _sentence(text, invited)
    asked = next((one for one in _REQUEST.finditer(text) if _sentence(text, one) not in told.values()), None)
    if asked:
        told[OfferKind.REQUEST.value] = _sentence(text, asked)
    return told


def _sentence(text: str, found: "re.Match[str]") -> str:
    """Around it, as it stands there."""
    around = next((one for one in _SENTENCE.finditer(text) if one.start() <= found.start() < one.end()), found)
    quote = around.group().strip()
    return quote if len(quote) <= LONGEST_QUOTE else found.group().strip()[:LONGEST_QUOTE]
