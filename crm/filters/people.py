"""People by what is typed of their name: as it is written, whatever its order and accents, and with a slip or two.

The first letters already must answer at once, in a book of any size. So nothing here sorts all who match: some are
taken by index from each of three places (one's warmest ties, names, addresses), and only those are ranked."""

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Concat

from crm.handles import guess
from crm.models import Contact, Handle, Staff
from crm.models.contacts import SEARCHED, Plain

SAMPLE = 200  # of each place
LONGEST_TRIED, MOST_TERMS = 200, 5
FEW = 3  # found by letters: then look for what was meant
SHORTEST_MEANT = 4  # letters: of fewer, a slip leaves nothing to recognise
MEANT = (0.5, 0.45)  # share of the trigrams typed that must be there; the second where the first finds nobody


def people_like(words: str, *, staff: Staff, at_most: int) -> list[Contact]:
    """Whose name or organisation has all these words, or whose address has them; those one is closest to first,
    then, where they are few, those whose name is nearly so."""
    text = " ".join(words[:LONGEST_TRIED].replace("\0", "").split())
    if not text:
        return []
    book = Contact.objects.visible_to(staff).in_use()
    found = _fetched(book, _closest_first(_by_letters(book, text, staff))[:at_most])
    few = FEW if " " not in text else 1  # who has all of several words is most likely the one
    if len(found) < min(few, at_most) and max(map(len, text.split())) >= SHORTEST_MEANT:
        found += _meant(book.exclude(pk__in=[person.pk for person in found]), text)
    return found[:at_most]


def people_at(address: str, *, staff: Staff, at_most: int) -> list[Contact]:
    """Whose own address this is: an e-mail, a phone number, a profile, a post on a platform that names its author."""
    known = guess(address[:LONGEST_TRIED])
    if known is None:
        return []
    theirs = Handle.objects.filter(channel=known.channel, key=known.key, shared=False).values("contact")
    rows = Contact.objects.visible_to(staff).in_use().filter(pk__in=theirs).order_by("pk")
    return list(rows.prefetch_related("handles")[:at_most])


class _Found(NamedTuple):
    pk: int
    searched: str  # name and organisation, in plain letters
    first: str  # what was typed first, in the same
    warmth: float | None


def _by_letters(book: QuerySet[Contact], text: str, staff: Staff) -> set[_Found]:
    terms = text.split()[:MOST_TERMS]
    rows = book.annotate(
        searched=SEARCHED,
        first=Plain(Value(terms[0])),
        tie=FilteredRelation("relationships", condition=Q(relationships__staff=staff)),
        warmth=F("tie__warmth_log"),
    )
    named = reduce(lambda found, term: found.filter(_has(term)), terms, rows)
    warmest = staff.relationships.order_by(F("warmth_log").desc(nulls_last=True)).values("contact_id")[:SAMPLE]
    mine = named.filter(pk__in=warmest)
    reached = rows.filter(pk__in=Handle.objects.filter(_in_address(text)).values("contact_id")[:SAMPLE])
    places = [found.order_by().values_list(*_Found._fields)[:SAMPLE] for found in (mine, named, reached)]
    return {_Found(*row) for row in places[0].union(*places[1:], all=True)}


def _has(term: str) -> Q:
    """A whole term stands anywhere; one or two letters begin a word, which the index can tell."""
    plain = Plain(Value(term))
    if len(term) > 2:
        return Q(searched__contains=plain)
    return Q(searched__startswith=plain) | Q(searched__contains=Concat(Value(" "), plain))


def _in_address(text: str) -> Q:
    plain = Plain(Value(text))
    return Q(key__contains=plain) if len(text) > 2 else Q(key__startswith=plain)


def _closest_first(found: Iterable[_Found]) -> list[int]:
    """Where the first term begins a word, before where it stands inside one; the warmer the tie the sooner."""

    def place(row: _Found) -> tuple[bool, bool, float, bool, str, int]:
        begins = row.searched.startswith(row.first)
        inside = not begins and f" {row.first}" not in row.searched
        return inside, row.warmth is None, -(row.warmth or 0), not begins, row.searched, row.pk

    return [row.pk for row in sorted(found, key=place)]


def _fetched(book: QuerySet[Contact], pks: list[int]) -> list[Contact]:
    rows = {row.pk: row for row in book.filter(pk__in=pks).prefetch_related("handles")} if pks else {}
    return [rows[pk] for pk in pks if pk in rows]


def _meant(book: QuerySet[Contact], text: str) -> list[Contact]:
    """Names that share most of their letters, in runs of three, with what was typed; the likest first.

    Whoever is hardly like it is looked for only where nobody is more so: the index offers a thousand of those in a
    large book, and each name must be spelled plainly again to be weighed."""
    plain = Plain(Value(text))
    rows = book.annotate(searched=SEARCHED).filter(searched__trigram_word_similar=plain)
    likest = TrigramWordSimilarity(plain, "searched")  # type: ignore[arg-type]  # it takes an expression, too
    ranked = rows.order_by(likest.desc(), "searched", "pk").prefetch_related("handles")[: FEW * 4]
    with transaction.atomic(), connection.cursor() as cursor:
        for share in MEANT:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(share)])
            if found := list[Contact](ranked.all()):
                return found
    return []
