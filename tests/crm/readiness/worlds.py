"""Writes a world of the slow oracle into the database, as it stands, and asks the real rule about it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import count

from crm.models import (
    Ask,
    Attestation,
    Boundary,
    Campaign,
    Contact,
    Handle,
    Interaction,
    Interest,
    Invitation,
    Policy,
    Staff,
    Topic,
)
from crm.readiness import Readiness, book, readiness_of
from crm.readiness.criteria import BY_NAME
from crm.readiness.facts import refresh_all
from crm.readiness.policy import RESPECT, STRICTER_DOWN, STRICTER_UP
from crm.readiness.stage import Stage
from tests.oracle.events import Thresholds, World

_numbers = count(1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Written:
    """The world's people by the oracle's numbers."""

    staff: dict[int, Staff]
    contacts: dict[int, Contact] = field(default_factory=dict)
    campaigns: dict[int, Campaign] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    asks: dict[int, Ask] = field(default_factory=dict)
    touches: dict[int, Interaction] = field(default_factory=dict)

    def readiness(self, staff: int, contact: int, campaign: int, as_of: datetime) -> Readiness:
        who = {"staff": self.staff[staff], "contact": self.contacts[contact], "campaign": self.campaigns[campaign]}
        return readiness_of(**who, as_of=as_of)

    def number(self, contact: Contact) -> int:
        return next(n for n, row in self.contacts.items() if row.pk == contact.pk)

    def book(self, staff: int, campaign: int, as_of: datetime):
        ours = Contact.objects.filter(pk__in=[contact.pk for contact in self.contacts.values()])
        return book(staff=self.staff[staff], campaign=self.campaigns[campaign], as_of=as_of, contacts=ours)

    def faces(self, staff: int, campaign: int, as_of: datetime, names: Iterable[str] = BY_NAME) -> dict[int, dict]:
        """Per contact of the book: its stage and which of the criteria are met, by what SQL finds."""
        rows, numbers = self.book(staff, campaign, as_of), {contact.pk: n for n, contact in self.contacts.items()}
        found = {numbers[pk]: {} for pk in rows.values_list("pk", flat=True)}
        for name in names:
            meeting, missing = (
                set(rows.meeting(name).values_list("pk", flat=True)),
                set(rows.missing(name).values_list("pk", flat=True)),
            )
            assert meeting.isdisjoint(missing)
            assert len(meeting) + len(missing) == len(found)
            for pk, number in numbers.items():
                if number in found:
                    found[number][name] = pk in meeting
        stages = [stage for stage in Stage.values if stage != Stage.READY]
        for stage, on_it in [*((s, rows.stage(s)) for s in stages), ("ready", rows.ready())]:
            for pk in on_it.values_list("pk", flat=True):
                assert "stage" not in found[numbers[pk]], "on two stages"
                found[numbers[pk]]["stage"] = stage
        return found


def tightened(house: Thresholds, own: Thresholds) -> Thresholds:
    """“A campaign may only tighten it, and not the respect part.”"""
    values = {name: max(getattr(house, name), getattr(own, name)) for name in STRICTER_UP}
    values |= {name: min(getattr(house, name), getattr(own, name)) for name in STRICTER_DOWN}
    return Thresholds(**values, **{name: getattr(house, name) for name in RESPECT})


def write(
    world: World,
    zones: Mapping[int, str],
    house: Thresholds | None = None,
    own: Mapping[int, Thresholds] | None = None,
) -> Written:
    """`zones` names the staff with their time zones, `own` the campaigns with stricter rules."""
    written = Written(staff=_write_staff(zones, world.left))
    _write_campaigns(world, written, house or Thresholds(), own or {})
    _write_contacts(world, written)
    _write_asks(world, written)
    _write_touches(world, written)
    _write_their_words(world, written)
    refresh_all()
    return written


def _write_staff(zones: Mapping[int, str], left: Iterable[int]) -> dict[int, Staff]:
    rows = [
        Staff(
            name=f"Staff {number}",
            email=f"{number}.{next(_numbers)}@example.org",
            time_zone=zone,
            left_on=LONG_AGO.date() if number in left else None,
        )
        for number, zone in zones.items()
    ]
    return dict(zip(zones, Staff.objects.bulk_create(rows), strict=True))


def _anyone(written: Written) -> Staff:
    return next(iter(written.staff.values()))


def _write_campaigns(world: World, written: Written, house: Thresholds, own: Mapping[int, Thresholds]) -> None:
    Policy.objects.update_or_create(is_default=True, defaults={"name": "House rules", **asdict(house)})
    infos = world.campaigns.values()
    sensitive = {topic for info in infos for topic in info.sensitive_topics}
    names = {topic for info in infos for topic in info.topics}
    names |= {i.topic for i in world.interests} | {v.topic for v in world.invitations}
    names |= {b.topic for b in world.limits if b.topic}
    rows = [Topic(name=f"{name} {next(_numbers)}", sensitive=name in sensitive) for name in sorted(names)]
    written.topics = dict(zip(sorted(names), Topic.objects.bulk_create(rows), strict=True))
    policies = {number: Policy.objects.create(name="Stricter", **asdict(rules)) for number, rules in own.items()}
    live = {"status": "live", "owner": _anyone(written)}
    made = [Campaign(name=f"K{i.id}", client=i.client, policy=policies.get(i.id), **live) for i in infos]
    written.campaigns = dict(zip(world.campaigns, Campaign.objects.bulk_create(made), strict=True))
    through = Campaign.topics.through
    through.objects.bulk_create(
        through(campaign=written.campaigns[info.id], topic=written.topics[topic])
        for info in infos
        for topic in info.topics
    )


def _numbers_of_contacts(world: World) -> list[int]:
    rows = (*world.touches, *world.asks, *world.interests, *world.limits, *world.invitations, *world.attestations)
    return sorted({row.contact for row in rows} | set(world.handles) | set(world.same_person) | {1})


def _write_contacts(world: World, written: Written) -> None:
    """Second records are private, each with a keeper of its own who shares it with the staff."""
    numbers = _numbers_of_contacts(world)
    second = {n for n in numbers if min(world.person(n)) != n}
    keepers = [Staff(name=f"Keeper {n}", email=f"keeper.{next(_numbers)}@example.org") for n in second]
    keeper = dict(zip(second, Staff.objects.bulk_create(keepers), strict=True))
    team = {"owner": _anyone(written), "visibility": "team"}
    rows = [
        Contact(name=f"Contact {n}", **({"owner": keeper[n], "visibility": "private"} if n in second else team))
        for n in numbers
    ]
    written.contacts = dict(zip(numbers, Contact.objects.bulk_create(rows), strict=True))
    through = Contact.shared_with.through
    through.objects.bulk_create(
        through(contact=written.contacts[n], staff=staff) for n in second for staff in written.staff.values()
    )
    Handle.objects.bulk_create(_handles(world, written))


def _handles(world: World, written: Written) -> Iterable[Handle]:
    """Records of one person are linked in a chain; everybody can be reached via one desk, which identifies nobody."""
    run = next(_numbers)
    for n, contact in written.contacts.items():
        for place, (channel, status) in enumerate(world.handles.get(n, [])):
            yield _handle(contact, channel, f"{channel}-{run}-{n}-{place}", status=status)
        yield _handle(contact, "website", f"desk-{run}.example", shared=True)
        chain = sorted(world.person(n))
        place = chain.index(n)
        for one, other in ((place - 1, place), (place, place + 1)):
            if one >= 0 and other < len(chain):
                yield _handle(contact, "website", f"link-{run}-{chain[one]}-{chain[other]}.example")


def _handle(contact: Contact, channel: str, key: str, **fields) -> Handle:
    return Handle(contact=contact, channel=channel, value=key, key=key, **fields)


def _write_asks(world: World, written: Written) -> None:
    rows = [
        Ask(
            campaign=written.campaigns[a.campaign],
            contact=written.contacts[a.contact],
            staff=written.staff[a.staff],
            channel="email",
            asked_at=a.asked_at,
            already_made=True,
            earned=False,
            follow_up_at=a.follow_up_at,
            outcome=a.outcome or "",
            outcome_at=a.outcome_at,
            not_now_until=a.until,
        )
        for a in world.asks
    ]
    written.asks = dict(zip([a.id for a in world.asks], Ask.objects.bulk_create(rows), strict=True))


def _write_touches(world: World, written: Written) -> None:
    flags = ("channel", "direction", "kind", "entered_at", "text", "url", "automated", "promotional", "canned")
    flags += ("refusal", "needs_answer")
    rows = []
    for t in sorted(world.touches, key=lambda t: t.id):  # what is answered has a smaller number
        row = Interaction(
            staff=written.staff[t.staff],
            contact=written.contacts[t.contact],
            occurred_at=t.at,
            address=t.url,
            external_id=f"{t.external_id}-{t.id}" if t.external_id else "",
            introduces=written.staff.get(t.introduces),
            voided_at=t.at if t.voided else None,
            void_reason="By mistake." if t.voided else "",
            **{name: getattr(t, name) for name in flags},
        )
        written.touches[t.id] = row
        rows.append(row)
    Interaction.objects.bulk_create(rows)
    answers = [t for t in world.touches if t.answers is not None]
    for t in answers:
        written.touches[t.id].answers = written.touches[t.answers]
    if answers:
        Interaction.objects.bulk_update([written.touches[t.id] for t in answers], ["answers"])


def _write_their_words(world: World, written: Written) -> None:
    contacts, topics, someone = written.contacts, written.topics, _anyone(written)
    Interest.objects.bulk_create(
        Interest(contact=contacts[i.contact], topic=topics[i.topic], basis=i.basis, noted_at=i.noted_at)
        for i in world.interests
    )
    limits = [
        Boundary(
            contact=contacts[b.contact],
            scope=b.scope,
            client=b.client,
            topic=topics[b.topic] if b.topic else None,
            campaign=written.campaigns[b.campaign] if b.campaign else None,
            channel=b.channel,
            until=b.until,
            origin="they_said",
            lifted_at=b.lifted_at,
            lifted_by=someone if b.lifted_at else None,
            lift_reason="They changed their mind." if b.lifted_at else "",
        )
        for b in world.limits
    ]
    Boundary.objects.bulk_create(limits)
    for row, b in zip(limits, world.limits, strict=True):
        row.created_at = b.from_at
    if limits:
        Boundary.objects.bulk_update(limits, ["created_at"])
    Invitation.objects.bulk_create(
        Invitation(
            contact=contacts[v.contact],
            topic=topics[v.topic],
            quote="Do send me that.",
            given_on=v.given_on,
            url="https://ana.example/said",
            used_by=written.asks[v.used_by] if v.used_by else None,
        )
        for v in world.invitations
    )
    Attestation.objects.bulk_create(
        Attestation(staff=written.staff[a.staff], contact=contacts[a.contact], reason="School.", attested_on=a.on)
        for a in world.attestations
    )
