"""Two hundred pairs from the languages' letters. Each source of variation is a function that yields pairs.

A letter is a copy of another when a reader who lays both side by side would say that one was written and then made
out to several people: also when a sentence or a short paragraph of its own stands before it."""

from collections.abc import Iterator

from tests.crm.genuine.pairs.held_out import english, german, japanese, spanish
from tests.crm.genuine.pairs.held_out.shape import Language, Letter, Pair, made_out

LANGUAGES = (english.ENGLISH, german.GERMAN, spanish.SPANISH, japanese.JAPANESE)


def pairs() -> list[Pair]:
    sources = (_copies, _others, _threads, _shorts)
    return [pair for language in LANGUAGES for source in sources for pair in source(language)]


def _glue(language: Language, sentences: tuple[str, ...]) -> str:
    return ("" if language.name == "japanese" else " ").join(sentences)


def _edited(body: str, letter: Letter) -> str:
    for old, new in letter.edits:
        assert old in body, (old, body)
        body = body.replace(old, new)
    return body


def _copies(language: Language) -> Iterator[Pair]:
    for number, letter in enumerate(language.letters):
        body = _glue(language, letter.sentences)
        one = made_out(language, body, number)
        first, *middle, last = letter.sentences
        after = (last, *reversed(middle), first) if number % 2 else (*middle[1:], middle[0], last, first)
        paragraph = language.paragraphs[number % len(language.paragraphs)]
        earlier = language.paragraphs[(number + 1) % len(language.paragraphs)]
        opener = language.openers[number % len(language.openers)]
        ways = {
            "made out to somebody else": body,
            "in paragraphs": "\n\n".join(letter.sentences),
            "as a list": "\n".join(f"- {sentence}" for sentence in letter.sentences),
            "sentences in another order": _glue(language, after),
            "a few words changed": _edited(body, letter),
            "a personal opening": _glue(language, (opener, body)),
            "reordered and a personal opening": _glue(language, (opener, *after)),
        }
        for source, written in ways.items():
            yield Pair(language.name, source, one, made_out(language, written, number + 1), True)
        two = (made_out(language, f"{own}\n\n{body}", number + at) for at, own in enumerate((paragraph, earlier)))
        yield Pair(language.name, "a template, each with a paragraph of its own", *two, True)


def _others(language: Language) -> Iterator[Pair]:
    letters = language.letters
    for number, letter in enumerate(letters):
        one = made_out(language, _glue(language, letter.sentences), number)
        otherwise = made_out(language, letter.otherwise, number + 1)
        yield Pair(language.name, "the same in other words", one, otherwise, False)
        after = letters[(number + 1) % len(letters)]
        framed = (
            made_out(language, _glue(language, (language.openers[0], *some.sentences, language.closing)), number)
            for some in (letter, after)
        )
        yield Pair(language.name, "another topic between the same phrases", *framed, False)
    letter = letters[0]
    for number, own in enumerate(language.personal):
        closed = _glue(language, (own, language.closing))
        other = _glue(language, (language.personal[number - 1], language.closing))
        one = made_out(language, closed, number)
        yield Pair(language.name, "personal, with one sentence in common", one, made_out(language, other, 2), False)
        shared = made_out(language, _glue(language, (own, letter.sentences[0])), number)
        whole = made_out(language, _glue(language, letter.sentences), number + 1)
        yield Pair(language.name, "personal, citing the campaign in a sentence", shared, whole, False)


def _threads(language: Language) -> Iterator[Pair]:
    one, other = language.replies
    quoted = language.thread
    longer = f"{quoted}\n> \n> > {_glue(language, language.letters[2].sentences)}"
    answers = made_out(language, one, 0, below=quoted), made_out(language, other, 1, below=quoted)
    yield Pair(language.name, "two answers above one thread", *answers, False)
    answers = made_out(language, one, 0, below=longer), made_out(language, other, 0, below=longer)
    yield Pair(language.name, "two answers above a longer thread", *answers, False)
    answers = made_out(language, one, 0, below=quoted), made_out(language, one, 1, below=longer)
    yield Pair(language.name, "one answer above two threads", *answers, True)
    letter = _glue(language, language.letters[3].sentences)
    forwarded = made_out(language, letter, 0), made_out(language, letter, 2, below=quoted)
    yield Pair(language.name, "a letter, and the same above a thread", *forwarded, True)


def _shorts(language: Language) -> Iterator[Pair]:
    one, other = language.shorts
    yield Pair(language.name, "short, another name", made_out(language, one, 0), made_out(language, one, 1), True)
    yield Pair(language.name, "short, another name", made_out(language, other, 1), made_out(language, other, 2), True)
    yield Pair(language.name, "two short ones", made_out(language, one, 0), made_out(language, other, 0), False)
