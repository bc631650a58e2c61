"""The cases of domain.md, “Cases that every change must keep”, as worlds with their verdicts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .book import ANA, COLLEAGUE, ELSEWHERE, ME, OTHER, Book, K
from .events import CampaignInfo, World

CONNECT = {"known", "reached", "answered", "alive"}
RESPECT = {"boundaries", "once", "rested", "spared", "free"}
LOCKED = {"listen", "connect", "give"}


@dataclass(frozen=True)
class Case:
    world: World
    staff: int
    contact: int
    campaign: int
    as_of: datetime
    tz: str
    stages: set[str]  # any of these will do
    unmet: set[str]  # must be missing
    met: set[str]  # must be met; what is in neither is left open


def case(book: Book, stages: set[str], unmet: set[str], met: set[str], campaign: int = K) -> Case:
    return Case(book.world, ME, ANA, campaign, book.at(0, 12), book.tz, stages, unmet, met)


def heard_out() -> Book:
    """We did listen, so that the verdict rests on what comes after."""
    book = Book()
    book.handle("email")
    book.listened()
    return book


def a_like_and_like_back() -> Case:
    book = heard_out()
    book.out(30, "reaction", channel="bluesky")
    book.into(30, "reaction", hour=11, channel="bluesky")
    return case(book, {"connect"}, CONNECT | {"given"}, RESPECT | {"heard", "fit", "owed"})


def b_likes_on_two_platforms() -> Case:
    book = heard_out()
    for channel in ("bluesky", "mastodon"):
        book.out(30, "reaction", channel=channel)
        book.into(30, "reaction", hour=11, channel=channel)
    return case(book, {"connect"}, CONNECT | {"given"}, RESPECT | {"heard", "fit", "owed"})


def c_eight_messages_on_one_day() -> Case:
    book = heard_out()
    for n, channel in enumerate(("bluesky", "bluesky", "email", "email")):
        book.into(30, hour=9 + n, channel=channel, text=f"And what about part {n}?")
        book.out(30, hour=9.5 + n, channel=channel, text=f"Part {n} is what we spoke about.")
    met = RESPECT | {"heard", "fit", "known", "owed", "alive"}
    return case(book, {"connect"}, {"reached", "answered", "given"}, met)


def d_monthly_mail_their_last_word() -> Case:
    book = Book().ready()
    book.into(20, hour=15, text="Thanks!")
    return case(book, {"ready"}, set(), RESPECT | CONNECT | {"heard", "fit", "owed", "given"})


def d_monthly_mail_our_last_word() -> Case:
    return case(Book().ready(), {"ready"}, set(), RESPECT | CONNECT | {"heard", "fit", "owed", "given"})


def e_they_write_we_seldom_answer() -> Case:
    book = heard_out()
    for n in range(12):
        book.into(21 + 30 * n, text=f"May I ask about chapter {n}?")
        if n in (2, 5, 9):
            book.out(21 + 30 * n, hour=16, text=f"Chapter {n}: yes, that is right.")
    book.out(50, "share", channel="bluesky", text="Ana on cargo bikes: worth your time.")
    return case(book, {"connect"}, {"owed"}, RESPECT | CONNECT | {"heard", "fit", "given"})


def blasts() -> Book:
    """Sixty, and the same sixty to two others: word for word the same."""
    book = heard_out()
    text = "Our new cargo bike carries more than ever before; we would love it if you told your readers {}."
    for day in range(1, 61):
        for contact in (ANA, 8, 9):
            words = text.format(f"about feature {day} of it")
            book.out(day, contact=contact, hour=7 + contact / 10, text=words, canned=True)
    return book


def f_sixty_blasts() -> Case:
    return case(blasts(), {"connect"}, CONNECT | {"given"}, RESPECT | {"heard", "fit", "owed"})


def g_sixty_blasts_and_an_auto_reply() -> Case:
    book = blasts()
    book.into(30, text="I am out of office until Monday. Is it urgent?", automated=True)
    return case(book, {"connect"}, CONNECT | {"given"}, RESPECT | {"heard", "fit", "owed"})


def h_twice_a_year() -> Case:
    book = heard_out()
    for n, days in enumerate((109, 292, 475, 658, 841, 1024)):  # 15 May 2026 back to November 2023
        book.out(days, text=f"Here is the half-yearly report number {n}.")
        book.into(days - 1, text=f"Got number {n}, thank you.")
    book.out(200, "help", text="The contact at the ministry that you were looking for.")
    return case(book, {"ready"}, set(), RESPECT | CONNECT | {"heard", "fit", "owed", "given"})


def i_silent_for_five_years() -> Case:
    book = heard_out()
    book.monthly_mail(first=3640, last=1830)
    book.out(1900, "help", text="The archive you asked for.")
    book.out(1, text="It has been a while. How are you?")
    met = RESPECT | {"heard", "fit", "known", "reached", "answered", "owed"}
    return case(book, {"connect"}, {"alive", "given"}, met)


def met_yesterday(spent: bool = False) -> Book:
    book = Book()
    book.handle("email")
    book.touch(1, "mutual", "meeting", hour=16, channel="in_person", text="Do send me your news on X.")
    book.read(1, hour=20)
    book.read(1, hour=21)
    book.read(0, hour=8)
    book.invite(1, "x", used_by=book.ask(0, K, hour=9).id if spent else None)
    return book


def j_invited_yesterday() -> Case:
    met = RESPECT | CONNECT | {"heard", "fit", "owed", "given"}
    return case(met_yesterday(), {"ready"}, set(), met)


def j_invited_on_something_else() -> Case:
    unmet = {"fit", "known", "reached", "answered", "given"}
    return case(met_yesterday(), {"listen"}, unmet, RESPECT | {"heard", "owed", "alive"}, ELSEWHERE)


def j_invitation_is_for_one_ask() -> Case:
    unmet = {"known", "reached", "answered", "given", "rested", "free"}
    met = {"heard", "owed", "alive", "boundaries", "once", "spared"}
    return case(met_yesterday(spent=True), {"resting"}, unmet, met, OTHER)


def year_of_asks(given: int, asks: tuple[int, ...], bare_shares: int) -> Book:
    book = heard_out()
    book.monthly_mail(first=710)
    book.out(given, "help", text="The figures that you were looking for.")
    for n in range(10):
        book.out(bare_shares, "share", hour=9 + n / 6, channel="bluesky", url=f"https://ana.example/old/{n}")
    for n, days in enumerate(asks):
        book.world.campaigns[10 + n] = CampaignInfo(10 + n, "Velo Ltd", frozenset({"x"}))
        book.ask(days, 10 + n, outcome="yes", answered=days - 2)
    return book


def k_bare_shares_before_the_first_ask() -> Case:
    met = RESPECT | CONNECT | {"heard", "fit", "owed", "given"}
    return case(year_of_asks(given=40, asks=(), bare_shares=30), {"ready"}, set(), met)


def k_bare_shares_after_the_first_ask() -> Case:
    book = year_of_asks(given=180, asks=(160,), bare_shares=100)
    return case(book, {"give"}, {"given"}, RESPECT | CONNECT | {"heard", "fit", "owed"})


def k_bare_shares_and_a_year_of_asks() -> Case:
    book = year_of_asks(given=380, asks=(360, 240, 120), bare_shares=60)
    met = CONNECT | {"heard", "fit", "owed", "boundaries", "once", "rested", "free"}
    return case(book, {"resting"}, {"given", "spared"}, met)


def l_a_yes_last_week() -> Case:
    book = Book().ready()
    book.ask(9, OTHER, outcome="yes", answered=7)
    book.out(4, "help", text="The photographs for your story.")
    met = CONNECT | {"heard", "fit", "owed", "given", "boundaries", "once", "spared", "free"}
    return case(book, {"resting"}, {"rested"}, met)


def l_asked_by_a_colleague() -> Case:
    book = Book().ready()
    book.ask(9, OTHER, outcome="yes", answered=7, staff=COLLEAGUE)
    met = CONNECT | {"heard", "fit", "owed", "given", "boundaries", "once", "spared", "free"}
    return case(book, {"resting"}, {"rested"}, met)


CASES: dict[str, Callable[[], Case]] = {
    name: build for name, build in list(globals().items()) if name[1:2] == "_" and name[0] in "abcdefghijkl"
}
