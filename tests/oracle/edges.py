"""The thresholds: for each criterion, worlds just below, at and just above, with the verdict of each.

Negative n are days after the judgement: what has not happened yet.
"""

from datetime import date

from .book import COLLEAGUE, GONE, OTHER, K

SHARED = ("", " \n", "https://ana.example/1", "Worth it")  # with words of our own?


def ask_record(b, n, campaign=OTHER):  # records 1 and 7 are one person; 8 is another
    b.same_person(1, 7), b.ask(9, campaign, contact=n)


def promote_record(b, n):
    b.same_person(1, 7), b.out(9, promotional=True, contact=n)


def read_things(b, n):
    for i in range(n):
        b.read(1 + i % 2)


def read_days(b, n):
    for i in range(3):
        b.read(1 + i % n)


def read_same_address(b, n):
    for i in range(3):
        b.read(1 + i, url=f"https://ana.example/{i % n}")


def read_ago(b, n):
    b.read(1), b.read(2, hour=9), b.read(n, hour=11)


def read_two_days(b, n):  # enough things either way; the second day is n days ago
    b.read(1), b.read(1, hour=11), b.read(1, hour=12), b.read(n)


def hear_on_two_days(direction, kind, **more):
    return lambda b, n: [b.touch(1 + i % 2, direction, kind, **more) for i in range(n)]


def observed_days(b, n):
    for i in range(2):
        b.cares(1 + i % n, basis="observed")


def observed_ago(b, n):
    b.cares(1, basis="observed"), b.cares(n, basis="observed")


def introduced(b, voided):
    b.out(1, "introduction", staff=COLLEAGUE, introduces=1, voided=bool(voided))


def shared_late(b, n):
    for days in (40, 41):
        b.into(days, "share", entered_at=b.at(days - n))


def on_days(direction, kind="message", **more):
    return lambda b, n: [b.touch(1 + i, direction, kind, **more) for i in range(n)]


def written_twice(apart, ago):  # g is `apart`, the last `ago` days ago
    return lambda b: (b.into(ago), b.into(ago + apart))


def closing_word(b, n):  # n days after ours, without a question, 20 days ago
    b.out(20 + n), b.into(20, text="Noted.")


def left_waiting(b, n, **more):  # they wrote to somebody who has left since
    b.world.left = {GONE: "Asia/Tokyo"}
    b.into(n, text="When?", staff=GONE, **more)


def left_and_answered(b, n):  # n days ago, by whom it passed to
    left_waiting(b, 20), b.out(n)


def left_and_answered_by_another(b, n):
    left_waiting(b, 20), b.out(n, staff=COLLEAGUE)


def answered_elsewhere(b, n):
    b.into(30, text="When?"), b.into(9, text="Where?"), b.out(n, channel="bluesky")


def gave(n_ago, asked_ago, kind="help", **more):
    return lambda b: (b.out(n_ago, kind, **more), b.ask(asked_ago, outcome="yes", answered=asked_ago))


def asks_ago(b, n):
    for days in (n, 100, 200):
        b.ask(days, outcome="yes", answered=days)


def asked(outcome=None, **more):
    return lambda b, n: b.ask(n, outcome=outcome, answered=n if outcome else None, **more)


def followed_up(b, n):
    b.ask(n + 10, followed=n, outcome="no", answered=n)


# Criterion, what is written for n, and the verdict for each n around the threshold.
EDGES = [
    ("heard", read_things, {2: False, 3: True, 4: True}),
    ("heard", read_days, {1: False, 2: True, 3: True}),
    ("heard", read_same_address, {2: False, 3: True}),
    ("heard", read_ago, {89: True, 90: True, 91: False}),
    ("heard", read_two_days, {89: True, 90: True, 91: False}),
    ("heard", hear_on_two_days("inbound", "message"), {2: False, 3: True}),
    ("heard", hear_on_two_days("mutual", "meeting"), {2: False, 3: True}),
    ("heard", hear_on_two_days("observed", "read"), {2: False, 3: True}),
    ("heard", hear_on_two_days("outbound", "message"), {3: False}),
    ("heard", hear_on_two_days("inbound", "reaction"), {3: False}),
    ("heard", hear_on_two_days("inbound", "message", automated=True), {3: False}),
    ("heard", hear_on_two_days("observed", "read", staff=COLLEAGUE), {3: False}),
    ("heard", hear_on_two_days("observed", "read", voided=True), {3: False}),
    ("fit", observed_days, {1: False, 2: True}),
    ("fit", observed_ago, {179: True, 180: True, 181: False}),
    ("fit", lambda b, n: b.cares(n), {0: True, 900: True}),
    ("fit", lambda b, n: b.cares(1, topic="y"), {0: False}),
    ("known", lambda b, n: b.into(n), {20: False, 21: True, 22: True}),
    ("known", lambda b, n: b.out(n, "share"), {20: False, 21: True}),
    ("known", lambda b, n: b.out(n, "reaction"), {21: False}),
    ("known", lambda b, n: b.read(n), {21: False}),
    ("known", lambda b, n: b.out(n, canned=True), {21: False}),
    ("known", lambda b, n: b.attest(n), {-1: False, 0: True}),
    ("known", lambda b, n: b.out(1, "introduction", staff=COLLEAGUE, introduces=n), {1: True, 3: False}),
    (
        "known",
        lambda b, n: b.out(1, "introduction", staff=COLLEAGUE, introduces=1, voided=n),
        {0: True, 1: False},
    ),
    ("reached", on_days("outbound"), {2: False, 3: True, 4: True}),
    ("reached", on_days("mutual", "call"), {2: False, 3: True}),
    ("reached", lambda b, n: [b.out(1, hour=h) for h in range(n)], {9: False}),
    ("reached", on_days("outbound", "share"), {3: False}),
    ("reached", on_days("outbound", staff=COLLEAGUE), {3: False}),
    ("reached", on_days("outbound", promotional=True), {3: False}),
    ("reached", lambda b, n: b.attest(n), {-1: False, 0: True}),
    ("answered", on_days("inbound"), {1: False, 2: True, 3: True}),
    ("answered", on_days("inbound", "share"), {1: False, 2: True}),
    ("answered", shared_late, {30: True, 31: False}),
    ("answered", on_days("mutual", "meeting"), {1: False, 2: True}),
    ("answered", on_days("outbound"), {2: False}),
    ("answered", on_days("inbound", refusal=True), {2: False}),
    ("answered", lambda b, n: (b.attest(), b.into(n)), {1: False}),
    ("owed", lambda b, n: b.into(n), {6: True, 7: True, 8: False}),
    ("owed", lambda b, n: b.into(n, needs_answer=False), {8: True}),
    ("owed", lambda b, n: (b.out(9), b.into(8, needs_answer=bool(n))), {0: True, 1: False}),
    ("owed", lambda b, n: (b.out(9), b.into(8, text="Why" + "?？؟"[n])), {0: False, 1: False, 2: False}),
    ("owed", lambda b, n: (b.out(9), b.into(8, text="Why!")), {0: True}),
    ("owed", lambda b, n: (b.out(9), b.into(8, text="Seen. https://a.example/?p=1" + "?"[:n])), {0: True, 1: True}),
    ("owed", lambda b, n: (b.out(9), b.into(8, text="Seen https://a.example/?p=1 " + "?"[:n])), {0: True, 1: False}),
    ("owed", lambda b, n: b.into(40, entered_at=b.at(40 - n)), {30: False, 31: True}),
    ("owed", closing_word, {6: True, 7: True, 8: False}),
    ("owed", answered_elsewhere, {8: True, 10: False}),
    ("owed", left_waiting, {6: True, 7: True, 8: False}),
    ("owed", left_and_answered, {19: True, 21: False}),
    ("owed", left_and_answered_by_another, {19: False}),
    ("owed", lambda b, n: left_waiting(b, n, needs_answer=False), {8: True}),
    ("owed", lambda b, n: (b.into(9), b.out(8, automated=True)), {0: False}),
    ("owed", lambda b, n: (b.into(9), b.out(8, "share", text="!")), {0: False}),
    ("owed", lambda b, n: (b.into(9), b.ask(8)), {0: False}),
    ("owed", lambda b, n: b.into(9, ("request", "call")[n]), {0: False, 1: True}),
    ("owed", lambda b, n: (b.into(9, text="When?"), b.out(9, hour=n)), {10: False, 11: True}),
    ("alive", lambda b, n: b.into(n), {44: True, 45: True, 46: False}),
    ("alive", lambda b, n: written_twice(10, n)(b), {79: True, 80: True, 81: False}),
    ("alive", lambda b, n: written_twice(1, n)(b), {45: True, 46: False}),
    ("alive", lambda b, n: written_twice(100, n)(b), {364: True, 365: True, 366: False}),
    ("alive", lambda b, n: (written_twice(10, n)(b), b.into(n + 11)), {44: True, 45: True, 46: False}),
    ("alive", lambda b, n: [b.into(n + d) for d in (0, 7, 13, 20)], {53: True, 54: False}),  # 8 g is 53 and a third
    ("alive", lambda b, n: b.into(1, "message" if n else "share"), {0: False, 1: True}),
    ("alive", lambda b, n: b.into(1, refusal=True), {0: True}),
    ("alive", lambda b, n: b.out(1), {0: False}),
    ("given", lambda b, n: b.out(n, "help"), {1: False, 2: True, 365: True, 366: False}),
    ("given", lambda b, n: b.touch(9, "mutual", "introduction"), {0: True}),
    ("given", lambda b, n: b.out(9, "share", text=SHARED[n]), {0: False, 1: False, 2: False, 3: True}),
    ("given", lambda b, n: b.into(9, "help"), {0: False}),
    ("given", lambda b, n: b.out(9), {0: False}),
    ("given", lambda b, n: b.out(9, "help", staff=COLLEAGUE), {0: False}),
    ("given", lambda b, n: gave(10, n)(b), {9: False, 10: False, 11: True}),  # asked at 11, given at 10
    ("given", lambda b, n: gave(10, 10, hour=n)(b), {10: False, 11: False, 12: True}),
    ("given", lambda b, n: (b.out(10, "help"), b.ask(9, staff=COLLEAGUE)), {0: True}),
    ("given", lambda b, n: (b.out(10, "help"), ask_record(b, n)), {1: False, 7: True, 8: True}),
    ("given", lambda b, n: b.out(9, answers=b.into(10, ("message", "request")[n]).id), {0: False, 1: True}),
    ("given", lambda b, n: b.out(9, answers=b.into(10, "request", voided=bool(n)).id), {0: True, 1: False}),
    ("given", lambda b, n: b.out(9, ("reaction", "reply")[n], answers=b.into(10, "request").id), {0: False, 1: True}),
    ("once", lambda b, n: b.ask(900, n, staff=COLLEAGUE), {K: False, OTHER: True}),
    ("once", lambda b, n: ask_record(b, n, K), {7: False, 8: True}),
    ("once", lambda b, n: b.ask(900, K, outcome="withdrawn", answered=899), {0: False}),
    ("rested", asked("yes", staff=COLLEAGUE), {89: False, 90: False, 91: True}),
    ("rested", asked("withdrawn"), {90: False, 91: True}),
    ("rested", asked("no"), {179: False, 180: False, 181: True}),
    ("rested", asked(), {20: False, 21: False, 180: False, 181: True}),
    ("rested", followed_up, {180: False, 181: True}),
    ("rested", asked("not_now"), {90: False, 91: True}),
    ("rested", asked("not_now", until=date(2026, 9, 1)), {9: True}),
    ("rested", asked("not_now", until=date(2026, 9, 2)), {9: False, 300: False}),
    ("rested", lambda b, n: b.ask(100, outcome="yes", answered=n), {0: True, -1: False}),
    ("rested", lambda b, n: b.ask(n + 8, followed=n, outcome="yes", answered=n), {90: False, 91: True}),
    ("rested", lambda b, n: b.ask(100, followed=n, outcome="yes", answered=99), {-1: True}),
    ("rested", lambda b, n: b.ask(n + 14, followed=n), {166: False, 167: False, 180: False, 181: True}),
    ("rested", promote_record, {7: False, 8: True}),
    ("rested", ask_record, {7: False, 8: True}),
    ("rested", lambda b, n: b.out(n, promotional=True, staff=COLLEAGUE), {90: False, 91: True}),
    ("rested", lambda b, n: b.out(9, promotional=True, voided=bool(n)), {0: False, 1: True}),
    ("rested", lambda b, n: b.into(9, promotional=True), {0: True}),
    ("spared", asks_ago, {364: False, 365: False, 366: True}),
    ("spared", lambda b, n: [b.ask(9 + i, outcome="yes", answered=9) for i in range(n)], {2: True, 3: False}),
    ("spared", lambda b, n: (asks_ago(b, 366), b.out(n, promotional=True)), {365: False, 366: True}),
    ("spared", lambda b, n: (asks_ago(b, 366), ask_record(b, n)), {7: False, 8: True}),
    ("free", asked(staff=COLLEAGUE), {0: False, 20: False, 21: True}),
    ("free", lambda b, n: b.ask(9, outcome="yes", answered=n), {1: True, 0: True, -1: False}),
    ("free", lambda b, n: b.ask(n, followed=n - 14), {20: False, 21: True}),  # 21 days after the ask itself
    ("free", ask_record, {7: False, 8: True}),
    ("free", lambda b, n: b.out(9, promotional=True), {0: True}),
]
