"""Pairs of texts with a label: near-copies made of one letter by a named source of variation, and texts that only
have their frame, thread or shape in common."""

import re
from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

from tests.crm.genuine.pairs import english, german, japanese, spanish

LANGUAGES = (english, german, spanish, japanese)
NAMES = ("Ana Lima", "Ben Okoro", "Cem Yildiz", "田中", "佐藤", "Alice Moss", "Bob")


class Pair(NamedTuple):
    language: str
    source: str
    one: str
    other: str
    is_copy: bool


def letter(language: ModuleType, body: str, frame: int = 0) -> str:
    greetings, sign_offs = language.GREETINGS, language.SIGN_OFFS
    return f"{greetings[frame % len(greetings)]}\n\n{body}\n\n{sign_offs[frame % len(sign_offs)]}"


def pairs() -> list[Pair]:
    found = []
    for language in LANGUAGES:
        name = language.__name__.rpartition(".")[2]
        found += [Pair(name, source, one, other, True) for source, one, other in _copies(language)]
        found += [Pair(name, source, one, other, False) for source, one, other in _others(language)]
    return found


def _copies(language: ModuleType) -> Iterator[tuple[str, str, str]]:
    gap = "" if language is japanese else " "
    for number, (sentences, swaps, more) in enumerate(language.LETTERS):
        body, reordered = gap.join(sentences), gap.join(reversed(sentences))
        replaced = body
        for word, instead in swaps.items():
            assert word in replaced, (word, replaced)
            replaced = replaced.replace(word, instead)
        first = letter(language, body)
        foreign = LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]
        yield "another greeting, name and sign-off", first, letter(language, body, 1 + number % 3)
        yield "a greeting and sign-off in another language", first, letter(foreign, body)
        yield (
            "other links and handles",
            letter(language, f"{body} https://velo.example/bike?u=11 @ana@social.example"),
            letter(language, f"{body} www.rail.example/press/77 ben@news.example"),
        )
        yield (
            "other numbers and dates",
            letter(language, f"{body} (4711, 3 May 2026)"),
            letter(language, _counted(body)),
        )
        yield "sentences in another order", first, letter(language, reordered)
        yield "a few words replaced", first, letter(language, replaced)
        yield "a paragraph added", first, letter(language, f"{body}\n\n{more}")
        yield "a thread quoted below", first, f"{letter(language, body, 2)}\n\n{language.THREAD}"
        yield "merge fields left over", first, f"Dear {{{{first_name}}}},\n\n{body}\n\n*|SENDER|*"
        yield "wrapped and shouted", first, letter(language, _wrapped(body).upper(), 3)
        yield (
            "words replaced, another order, another frame",
            first,
            letter(language, gap.join([replaced[len(replaced) // 2 :], ""]) + replaced[: len(replaced) // 2], 2),
        )
        yield "invisible characters and entities", first, letter(language, body.replace("a", "a\u200b"), 1) + "&nbsp;"


def _others(language: ModuleType) -> Iterator[tuple[str, str, str]]:
    gap = "" if language is japanese else " "
    bodies = [gap.join(sentences) for sentences, _, _ in language.LETTERS]
    for number, one in enumerate(bodies):
        for other in bodies[number + 1 :]:
            yield "another letter in the same frame", letter(language, one), letter(language, other)
            yield (
                "another answer above the same thread",
                f"{letter(language, one)}\n\n{language.THREAD}",
                f"{letter(language, other)}\n\n{language.THREAD}",
            )
            yield (
                "another letter with the same links and numbers",
                letter(language, f"{one} https://velo.example/bike 4711"),
                letter(language, f"{other} https://velo.example/bike 4711"),
            )
    for one, other in language.SAME_SHAPE:
        yield "the same skeleton, another matter", letter(language, one), letter(language, other)
    for one, other in language.SHORT:
        yield "short thanks and wishes", one, other
        yield "short answers above the same thread", f"{one}\n\n{language.THREAD}", f"{other}\n\n{language.THREAD}"


def _counted(body: str) -> str:
    return re.sub(r"\d+", "86", body) + " (9, 24 June 2027)"


def _wrapped(body: str) -> str:
    return re.sub(r"(.{30}\S*) ", r"\1\n", body)
