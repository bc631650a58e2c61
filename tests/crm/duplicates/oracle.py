"""Who may be one person, plainly: every record held against every other. Without profiles and crowds."""

from django.db import connection

from crm.models import Contact, Handle

_SIDE_BY_SIDE = """
SELECT a.id, b.id, crm_name_words(a.name, false) = crm_name_words(b.name, false),
    crm_name_words(a.name, true), crm_name_words(b.name, true),
    crm_plain_key(a.organization), crm_plain_key(b.organization),
    crm_plain_key(split_part(a.location, ',', 1)), crm_plain_key(split_part(b.location, ',', 1)),
    crm_is_short_form(crm_name_words(a.name, true), crm_name_words(b.name, true)),
    similarity(array_to_string(crm_name_words(a.name, true), ' '), array_to_string(crm_name_words(b.name, true), ' '))
FROM crm_contact AS a JOIN crm_contact AS b ON a.id < b.id WHERE a.trashed_at IS NULL AND b.trashed_at IS NULL
"""


def suspected() -> dict[tuple[int, int], list[str]]:
    """Of each pair, lower id first, the reasons in the order in which they are kept."""
    with connection.cursor() as cursor:
        cursor.execute(_SIDE_BY_SIDE)
        rows = cursor.fetchall()
    team = set(Contact.objects.filter(visibility="team").values_list("pk", flat=True))
    called: dict[int, list[str]] = {}
    for a, b, _, one, other, *_ in rows:
        called |= {a: one, b: other}
    own = {who: list(Handle.objects.filter(contact=who, shared=False)) for who in called}
    found = {}
    for a, b, same_name, one, other, org, their_org, place, their_place, short, alike in rows:
        same_org, same_place = bool(org) and org == their_org, bool(place) and place == their_place
        reasons = _of_addresses(own[a], own[b])
        if same_org and {word[:3] for word in one if word[1:]} & {word[:3] for word in other if word[1:]}:
            if same_name:
                reasons.append("same_name_organization")
            elif short:
                reasons.append("short_name_organization")
            elif one == other or alike >= 0.65:
                reasons.append("near_name_organization")
        if one == other and len(one) > 1:
            if same_place:
                reasons.append("same_name_place")
            if _start_alike(own[a], own[b]):
                reasons.append("same_name_address")
            so_called = [who for who in team - {a, b} if called.get(who) == one]
            if not same_org and not same_place and len(so_called) <= 1:
                reasons.append("rare_name")
        if reasons:
            found[a, b] = reasons
    return found


def _of_addresses(one: list[Handle], other: list[Handle]) -> list[str]:
    both = [(h, g) for h in one for g in other]
    reasons = ["same_handle"] if any((h.channel, h.key) == (g.channel, g.key) for h, g in both) else []
    web, phones = {"website", "newsletter"}, {"phone", "sms"}
    if any(h.key == g.key and h.channel != g.channel and {h.channel, g.channel} <= web for h, g in both):
        reasons.append("same_link")
    if any({h.channel, g.channel} <= phones and _one_number(h, g) for h, g in both):
        reasons.append("same_phone")
    return reasons


def _one_number(h: Handle, g: Handle) -> bool:
    if h.key == g.key:
        return h.channel != g.channel
    with_country, without = sorted([h.key, g.key], key=lambda key: not key.startswith("+"))
    written_short = with_country.startswith("+") and not without.startswith("+")
    return written_short and with_country.endswith(without.lstrip("0"))


def _start_alike(one: list[Handle], other: list[Handle]) -> bool:
    keys = [[handle.key for handle in own if handle.channel == "email"] for own in (one, other)]
    return any(h != g and h.split("@")[0] == g.split("@")[0] for h in keys[0] for g in keys[1])
