"""Near-copies among a million stored texts: checked while typing, when logging, and with nine hundred of the same."""

import hashlib
import time
from datetime import timedelta
from itertools import count

import numpy as np
from django.db import connection
from django.utils import timezone

from benchmarks.timing import head, row, timed
from crm.actions.edit_interaction import void_interaction
from crm.actions.judge_message import copy_beside
from crm.actions.log_interaction import log_interaction
from crm.genuine.copies import rejudge_copies
from crm.genuine.shingles import bands
from crm.models import Campaign, Contact, Interaction, Staff

TEXTS = 1_000_000
SHINGLES = 80
COMMON = 12  # of them out of phrases that everybody uses, some far more often than others
PHRASES = 3_000
SAME = 900
_WORDS = """
    harbour lantern violet granite pepper meadow copper willow thunder cotton marble saddle orchard pebble ribbon
    walnut canyon feather timber velvet anchor barley cinder dapple ember fennel garnet hazel indigo juniper
"""
WORDS = _WORDS.split()
BANDS = """
INSERT INTO crm_wordingband (key, wording_id)
SELECT DISTINCT key, id FROM crm_wording CROSS JOIN unnest(bands) AS key ORDER BY key
"""
# The book's own outbound messages carry them, as many as there are.
CARRIED = """
WITH numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM crm_wording),
     sent AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM crm_interaction WHERE direction = 'outbound')
UPDATE crm_interaction SET fingerprint = w.fingerprint, word_count = 80
FROM numbered JOIN sent USING (n) JOIN crm_wording AS w ON w.id = numbered.id WHERE crm_interaction.id = sent.id
"""


def measure_copies(texts: int = TEXTS) -> None:
    start = time.perf_counter()
    _store(texts)
    print(f"{texts:,} texts of {SHINGLES} shingles stored in {time.perf_counter() - start:.0f} s.")
    staff = Staff.objects.order_by("pk")[1]
    people = list(Contact.objects.order_by("pk")[: SAME + 200])
    whom, campaign = people[-1], Campaign.objects.order_by("pk")[0]
    numbers = count()

    def typed() -> None:
        text = letter(next(numbers))
        copy_beside(staff=staff, contact=whom, campaign=campaign, text=text, as_of=timezone.now())

    head(f"near-copies, {texts:,} texts stored")
    row("check while typing", timed(typed, times=200, warm=10))
    each = iter(people[:200])
    row("log a text of its own", timed(lambda: _log(staff, next(each), letter(next(numbers))), times=150, warm=10))
    same, others = letter(-1), iter(people)
    for _ in range(SAME):
        _log(staff, next(others), same)
    row(f"log the same text again, after {SAME}", timed(lambda: _log(staff, next(others), same), times=50, warm=3))
    mine = Interaction.objects.filter(staff=staff, text=same).order_by("-pk")
    void = iter(mine[:25])
    row("void one of them", timed(lambda: _void(staff, next(void)), times=20, warm=2))
    many = list(Interaction.objects.exclude(fingerprint="").values_list("fingerprint", flat=True)[:20_000])
    begun = time.perf_counter()
    rejudge_copies(many)
    print(f"\n{len(many):,} texts judged anew at once: {len(many) / (time.perf_counter() - begun):,.0f} texts/s.\n")


def letter(number: int) -> str:
    """Some eighty words, like no other letter."""
    dice = np.random.default_rng(number + 7)
    return " ".join(WORDS[one] for one in dice.integers(0, len(WORDS), 80)) + "."


def _store(texts: int) -> None:
    dice = np.random.default_rng(1)
    own = dice.integers(-(2**31), 2**31, size=(texts, SHINGLES - COMMON), dtype=np.int64)
    phrases = dice.integers(-(2**31), 2**31, size=PHRASES, dtype=np.int64)
    common = phrases[(PHRASES * dice.random((texts, COMMON)) ** 2).astype(np.int64)]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE crm_wording, crm_wordingband")
        with cursor.copy("COPY crm_wording (fingerprint, shingles, bands) FROM STDIN") as copy:
            for number in range(texts):
                held = sorted({*own[number].tolist(), *common[number].tolist()})
                copy.write_row((hashlib.sha256(b"%d" % number).hexdigest(), held, bands(held)))
        cursor.execute(BANDS)
        cursor.execute("ALTER TABLE crm_interaction DISABLE TRIGGER USER")
        cursor.execute(CARRIED)
        cursor.execute("ALTER TABLE crm_interaction ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE crm_wording, crm_wordingband, crm_interaction")


def _log(staff: Staff, contact: Contact, text: str) -> None:
    now = timezone.now()
    log_interaction(
        **{"staff": staff, "contact": contact, "channel": "email", "direction": "outbound", "kind": "message"},
        **{"occurred_at": now - timedelta(minutes=1), "as_of": now, "text": text},
    )


def _void(staff: Staff, interaction: Interaction) -> None:
    void_interaction(staff=staff, interaction=interaction, reason="Measured.", as_of=timezone.now())
