"""Addresses that are one person's by their own word: each names the other, or a server saw that it does, or a handle is
the site's own name. Only ever offered: whether it is so, somebody here says (listening.actions.pair_authors)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from crm.handles import NormalisedHandle, guess
from crm.models import Contact, Handle, Staff
from listening.authors import contacts_of, normal, store_authors
from listening.models import Author, Pairing, PairingVerdict, ProfileLink
from listening.observed import Named
from listening.weighing import Weighed

MOST = 20  # addresses that one profile may name


@transaction.atomic
def note_profiles(new: Iterable[Weighed], *, as_of: datetime) -> None:
    """What came along with new posts about their authors' profiles: of several posts of one, the last."""
    told: dict[NormalisedHandle, Sequence[Named]] = {}
    for one in new:
        seen = one.cleaned.seen
        if seen.calls_theirs is not None and seen.author and (known := normal(seen.author)):
            told[known] = seen.calls_theirs
    if told:
        ids = store_authors({(known.channel, known.key): (known.value, "") for known in told})
        note_links({ids[known.channel, known.key]: named for known, named in told.items()}, as_of=as_of)


@transaction.atomic
def note_one_place(new: Iterable[Weighed], *, as_of: datetime) -> None:
    """New posts whose authors one place knows by two addresses (on Bluesky a handle and a number): heard by both, they
    are one voice without anybody's asking."""
    pairs = set()
    for one in new:
        author = normal(one.cleaned.seen.author) if one.cleaned.seen.also and one.cleaned.seen.author else None
        for other in map(normal, one.cleaned.seen.also):
            if author and other and author != other and author.channel == other.channel:
                pairs.add((author.channel, author.key, other.key))
    for channel, first, second in sorted(pairs):
        pair_for_sure(channel, first, second, as_of=as_of)


@transaction.atomic
def pair_for_sure(channel: str, key: str, other: str, *, as_of: datetime) -> None:
    """Where both were heard and nobody decided about them yet."""
    ids = sorted(Author.objects.filter(channel=channel, key__in=[key, other]).values_list("pk", flat=True))
    if len(ids) != 2:
        return
    pairing, _made = Pairing.objects.get_or_create(
        first_id=ids[0], second_id=ids[1], defaults={"reason": Pairing.Reason.PLACE, "found_at": as_of}
    )
    if PairingVerdict.objects.get_or_create(pairing=pairing, defaults={"same": True, "at": as_of})[1]:
        join(ids)


@transaction.atomic
def note_links(told: Mapping[int, Sequence[Named]], *, as_of: datetime, all_of_them: bool = True) -> None:
    """By author's id, the addresses they call theirs now. `all_of_them`: what they no longer name is forgotten."""
    wanted = {author: _read(named) for author, named in told.items()}
    stands: dict[int, dict[tuple[str, str], ProfileLink]] = {author: {} for author in wanted}
    for link in ProfileLink.objects.select_for_update().filter(author__in=sorted(wanted)).order_by("pk"):
        stands[link.author_id][link.channel, link.key] = link
    changed = set()
    for author, named in wanted.items():
        known = stands[author]
        if not all_of_them:
            named |= {key: link.verified or named.get(key, False) for key, link in known.items()}
        if {key: link.verified for key, link in known.items()} != named:
            changed.add(author)
        ProfileLink.objects.filter(pk__in=[link.pk for key, link in known.items() if key not in named]).delete()
    ProfileLink.objects.bulk_create(
        [
            ProfileLink(author_id=author, channel=channel, key=key, verified=verified, seen_at=as_of)
            for author in sorted(changed)
            for (channel, key), verified in wanted[author].items()
        ],
        update_conflicts=True,
        unique_fields=["author", "channel", "key"],
        update_fields=["verified", "seen_at"],
    )
    find_pairings(changed, as_of=as_of)


@transaction.atomic
def find_pairings(authors: Collection[int], *, as_of: datetime) -> None:
    """Suggest what these authors' words now say, and no longer what they do not; what was decided stays."""
    if not authors:
        return
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"authors": sorted(authors), "as_of": as_of})


def with_contacts(pairings: Iterable[Pairing], staff: Staff) -> list[Pairing]:
    """Each with `contact`: whom `staff` knows by one of the two, or None. One query for all."""
    page = list(pairings)
    authors = {author.pk: author for one in page for author in (one.first, one.second)}
    known = contacts_of(staff, list(authors.values()))
    for one in page:
        one.contact = known.get(one.first_id) or known.get(one.second_id)  # type: ignore[attr-defined]
        one.contact_id = one.contact.pk if one.contact else None  # type: ignore[attr-defined]
    return page


def suggested_for(contact: Contact) -> list[tuple[Pairing, Author]]:
    """Undecided pairs of which one is the contact's, each with the other. One query."""
    own = {
        side: Exists(
            Handle.objects.filter(
                contact=contact, shared=False, channel=OuterRef(f"{side}__channel"), key=OuterRef(f"{side}__key")
            )
        )
        for side in ("first", "second")
    }
    found = Pairing.objects.filter(Q(own["first"]) | Q(own["second"]), verdict=None)
    rows = found.annotate(first_is_theirs=own["first"]).select_related("first", "second")
    return [(one, one.second if one.first_is_theirs else one.first) for one in rows]


def _read(named: Sequence[Named]) -> dict[tuple[str, str], bool]:
    """By channel and key, whether it was verified."""
    found: dict[tuple[str, str], bool] = {}
    for address, verified in named[:MOST]:
        if known := guess(address):
            key = known.channel, known.key
            found[key] = found.get(key, False) or verified
    return found


def join(authors: Collection[int]) -> None:
    """Bring `same_as` of all whom these are joined with in line with what was confirmed: each names the first."""
    touched = set(authors)
    touched |= set(Author.objects.filter(same_as__in=touched).values_list("pk", flat=True))
    touched |= set(Author.objects.filter(also__in=touched).values_list("pk", flat=True))
    touched |= set(Author.objects.filter(same_as__in=touched).values_list("pk", flat=True))
    left = set(touched)
    while left:
        group = _joined_with(left.pop())
        left -= group
        Author.objects.filter(pk=min(group)).update(same_as=None)
        Author.objects.filter(pk__in=group - {min(group)}).update(same_as=min(group))


def _joined_with(author: int) -> set[int]:
    group, seen = {author}, set[int]()
    while group != seen:
        seen = set(group)
        said = Pairing.objects.filter(verdict__same=True).filter(Q(first__in=seen) | Q(second__in=seen))
        group |= {pk for pair in said.values_list("first", "second") for pk in pair}
    return group


def same_person(author: Author) -> list[Author]:
    """The author and every other address that somebody here confirmed to be theirs; itself first."""
    root = author.same_as_id or author.pk
    others = Author.objects.filter(pk=root) | Author.objects.filter(same_as=root)
    return [author, *others.exclude(pk=author.pk).order_by("pk")]


_FIND = """
WITH said AS (
    SELECT link.author_id AS who, named.id AS named, link.verified
    FROM listening_profilelink link
    JOIN listening_author named ON named.channel = link.channel AND named.key = link.key AND named.id <> link.author_id
    WHERE link.author_id = ANY(%(authors)s) OR named.id = ANY(%(authors)s)
), holds AS (
    SELECT least(who, named) AS first, greatest(who, named) AS second,
           CASE WHEN count(DISTINCT who) = 2 THEN 'linked' ELSE 'verified' END AS reason
    FROM said GROUP BY 1, 2 HAVING count(DISTINCT who) = 2 OR bool_or(verified)
    UNION
    SELECT least(handle.id, site.id), greatest(handle.id, site.id), 'domain'
    FROM listening_author handle
    JOIN listening_author site ON site.channel = 'website' AND site.key = handle.key
    WHERE handle.channel = 'bluesky' AND (handle.id = ANY(%(authors)s) OR site.id = ANY(%(authors)s))
), strongest AS (
    SELECT DISTINCT ON (first, second) * FROM holds ORDER BY first, second, reason = 'domain', reason
), gone AS (
    DELETE FROM listening_pairing stands
    WHERE (stands.first_id = ANY(%(authors)s) OR stands.second_id = ANY(%(authors)s))
      AND NOT EXISTS (SELECT FROM strongest WHERE first = stands.first_id AND second = stands.second_id)
      AND NOT EXISTS (SELECT FROM listening_pairingverdict verdict WHERE verdict.pairing_id = stands.id)
)
INSERT INTO listening_pairing (first_id, second_id, reason, found_at)
SELECT first, second, reason, %(as_of)s FROM strongest
ON CONFLICT (first_id, second_id) DO UPDATE SET reason = excluded.reason
WHERE listening_pairing.reason <> excluded.reason
"""
