"""Look at the pairs and write down what speaks for each: one statement for any number of them."""

from datetime import datetime

from django.db import connection

from crm.duplicates.keys import DIGITS, PHONE_DIGITS, in_words
from crm.duplicates.words import read_words
from crm.handles import PHONES, WEB
from crm.models.duplicates import KeyKind, Reason

ALIKE = 0.65  # trigram similarity from which two names are nearly the same: one slip in a usual name

FEW = 3  # records of one name that make it a name few have

# How much each reason speaks for one person. Priors, for the order of the list only.
WEIGHTS = {
    Reason.SAME_HANDLE: 0.97,
    Reason.SAME_PROFILE: 0.95,
    Reason.SAME_NAME_ORGANIZATION: 0.9,
    Reason.SAME_NAME_ADDRESS: 0.85,
    Reason.SAME_PHONE: 0.8,
    Reason.SAME_LINK: 0.8,
    Reason.NEAR_NAME_ORGANIZATION: 0.7,
    Reason.SHORT_NAME_ORGANIZATION: 0.65,
    Reason.SAME_NAME_PLACE: 0.6,
    Reason.RARE_NAME: 0.4,
}
_WEIGHT = " ".join(f"WHEN '{reason.value}' THEN {weight}" for reason, weight in WEIGHTS.items())

# Counted, not EXISTS: that the planner answers from all such addresses held against each other, for however few pairs.
_SHARED_HANDLE = """0 < (
    SELECT count(*) FROM crm_handle AS h JOIN crm_handle AS g ON g.channel = h.channel AND g.key = h.key
    WHERE h.contact_id = first AND g.contact_id = second AND NOT h.shared AND NOT g.shared)"""
_SHARED_LINK = f"""0 < (
    SELECT count(*) FROM crm_handle AS h JOIN crm_handle AS g ON g.key = h.key AND g.channel <> h.channel
    WHERE h.contact_id = first AND g.contact_id = second AND NOT h.shared AND NOT g.shared
      AND h.channel IN ({in_words(WEB)}) AND g.channel IN ({in_words(WEB)}))"""
# The keys say it: a website's address is read in Python (crm.duplicates.keys).
_SHARED_PROFILE = f"""0 < (
    SELECT count(*) FROM crm_duplicatekey AS k JOIN crm_duplicatekey AS l ON l.kind = k.kind AND l.key = k.key
    WHERE k.contact_id = first AND k.kind = {KeyKind.PROFILE} AND l.contact_id = second)"""
# One number, on the phone and as SMS, or with its country code and without.
_SHARED_PHONE = f"""0 < (
    SELECT count(*) FROM crm_handle AS h JOIN crm_handle AS g
        ON right({DIGITS}, {PHONE_DIGITS}) = right({DIGITS.replace("h.key", "g.key")}, {PHONE_DIGITS})
    WHERE h.contact_id = first AND g.contact_id = second AND NOT h.shared AND NOT g.shared
      AND h.channel IN ({in_words(PHONES)}) AND g.channel IN ({in_words(PHONES)})
      AND (h.channel, h.key) <> (g.channel, g.key)
      AND (h.key = g.key OR (h.key LIKE '+%' AND g.key NOT LIKE '+%' AND h.key LIKE '%' || ltrim(g.key, '0'))
        OR (g.key LIKE '+%' AND h.key NOT LIKE '+%' AND g.key LIKE '%' || ltrim(h.key, '0'))))"""
_SHARED_START = """0 < (
    SELECT count(*) FROM crm_handle AS h JOIN crm_handle AS g ON split_part(g.key, '@', 1) = split_part(h.key, '@', 1)
    WHERE h.contact_id = first AND g.contact_id = second AND h.channel = 'email' AND g.channel = 'email'
      AND NOT h.shared AND NOT g.shared AND g.key <> h.key)"""

# Only the team's records are counted beside the two: else a suspicion that goes would tell of hidden ones.
_FEW_SO_CALLED = f"""(
    SELECT count(*) FROM crm_duplicatekey AS k JOIN crm_contact AS c ON c.id = k.contact_id
    WHERE k.kind = {KeyKind.NAME} AND k.key = hashtextextended(array_to_string(one, ' '), 0)
      AND c.visibility = 'team' AND c.id NOT IN (first, second)) <= {FEW - 2}"""

_PAIRED = "SELECT first FROM duplicate_pair UNION SELECT second FROM duplicate_pair"

# MATERIALIZED: else the reasons are worked out once for each time they are named.
_JUDGE = f"""
CREATE TEMPORARY TABLE duplicate_judged ON COMMIT DROP AS
WITH candidate AS MATERIALIZED (
    SELECT first, second, bool_or(may_be_rare) AS may_be_rare, bool_or(by_address) AS by_address
    FROM duplicate_pair GROUP BY first, second
), read AS MATERIALIZED (
    SELECT first, second, may_be_rare, by_address,
        a.words = b.words AS same_name, a.folded AS one, b.folded AS other,
        a.organization <> '' AND a.organization = b.organization AS same_org,
        coalesce(a.place = b.place, false) AS same_place
    FROM candidate JOIN duplicate_who AS a ON a.id = first JOIN duplicate_who AS b ON b.id = second
), judged AS MATERIALIZED (
    SELECT first, second, array_remove(ARRAY[
        CASE WHEN by_address AND {_SHARED_HANDLE} THEN '{Reason.SAME_HANDLE}'
            WHEN by_address AND {_SHARED_PROFILE} THEN '{Reason.SAME_PROFILE}' END,
        CASE WHEN by_address AND {_SHARED_LINK} THEN '{Reason.SAME_LINK}' END,
        CASE WHEN by_address AND {_SHARED_PHONE} THEN '{Reason.SAME_PHONE}' END,
        CASE WHEN same_org AND same_name THEN '{Reason.SAME_NAME_ORGANIZATION}'
            WHEN same_org AND one && other AND crm_is_short_form(one, other) THEN '{Reason.SHORT_NAME_ORGANIZATION}'
            WHEN same_org AND (one = other
                OR similarity(array_to_string(one, ' '), array_to_string(other, ' ')) >= {ALIKE})
                THEN '{Reason.NEAR_NAME_ORGANIZATION}' END,
        CASE WHEN same_place AND one = other THEN '{Reason.SAME_NAME_PLACE}' END,
        CASE WHEN one = other AND cardinality(one) > 1 AND {_SHARED_START} THEN '{Reason.SAME_NAME_ADDRESS}' END,
        CASE WHEN may_be_rare AND one = other AND NOT same_org AND NOT same_place AND {_FEW_SO_CALLED}
            THEN '{Reason.RARE_NAME}' END
    ], NULL) AS reasons
    FROM read
)
SELECT first, second, reasons,
    1 - (SELECT exp(sum(ln(1 - (CASE reason {_WEIGHT} END)::float8))) FROM unnest(reasons) AS reason) AS score
FROM judged WHERE reasons <> '{{}}'
"""

_KEEP = """
INSERT INTO crm_duplicate AS known (first_id, second_id, reasons, score, found_at)
SELECT first, second, reasons, score, %(as_of)s FROM duplicate_judged
ON CONFLICT (first_id, second_id) DO UPDATE SET reasons = EXCLUDED.reasons, score = EXCLUDED.score
WHERE (known.reasons, known.score) IS DISTINCT FROM (EXCLUDED.reasons, EXCLUDED.score)
"""

# What was left for the turn of one of the two stays until then. NOT IN: a hash of those who wait, however few the
# statistics of a table that is filled and emptied all day say there are.
_FORGET = """
DELETE FROM crm_duplicate AS known
WHERE (first_id = ANY (%(ids)s::bigint[]) OR second_id = ANY (%(ids)s::bigint[]))
  AND NOT EXISTS (SELECT FROM duplicate_judged WHERE first = known.first_id AND second = known.second_id)
  AND first_id NOT IN (SELECT contact_id FROM crm_duplicatecheck)
  AND second_id NOT IN (SELECT contact_id FROM crm_duplicatecheck)
"""


def compare(ids: list[int], *, as_of: datetime) -> None:
    """Judge what `collect` found, and forget suspicions of these contacts that no longer hold."""
    read_words(_PAIRED)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS duplicate_judged")
        cursor.execute(_JUDGE)
        cursor.execute("ANALYZE duplicate_judged")
        cursor.execute(_KEEP, {"as_of": as_of})
        cursor.execute(_FORGET, {"ids": ids})
