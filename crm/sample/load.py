"""Load the sample book: all of it, or nothing when it is there already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pghistory
from django.db import transaction

from crm.actions.add_staff import add_staff
from crm.actions.save_campaign import create_campaign, shortlist, update_campaign
from crm.actions.save_contact import create_contact
from crm.actions.save_policy import create_policy
from crm.models import Campaign, Policy, Staff, Status, Topic, Visibility
from crm.sample.find import sample_contacts
from crm.sample.last_year import tell_last_year
from crm.sample.marks import HOST, KEY, ORIGIN, TAG
from crm.sample.people import PEOPLE, Person
from crm.sample.signals import loaded
from crm.sample.stories import STORIES
from crm.sample.telling import Story, World, tell, when
from crm.sample.world import CAMPAIGNS, CAREFUL_RULES, COLLEAGUES, TOPICS, CampaignPlan, ColleaguePlan


@dataclass(frozen=True)
class Loaded:
    contacts: int
    moments: int
    campaigns: int


def load_sample_book(*, staff: Staff, as_of: datetime) -> Loaded | None:
    """For `staff`, who becomes the owner of most of it. None when it is loaded already; then nothing changes."""
    with transaction.atomic(), pghistory.context(user=staff.pk, sample_book=True):
        if sample_contacts().exists():
            return None
        world = World(as_of=as_of, staff={"me": staff})
        _hire(world)
        _plan(world)
        people = {person.key: person for person in PEOPLE}
        _meet(world)
        moments = tell_last_year(world) + tell(world, STORIES, people)
        _shortlist(world)
        _settle(world)
        loaded.send(sender=None, staff=staff, as_of=as_of)
    return Loaded(contacts=len(world.contacts), moments=moments, campaigns=len(world.campaigns))


def _hire(world: World) -> None:
    for key, plan in COLLEAGUES.items():
        world.staff[key] = _colleague(plan)


def _colleague(plan: ColleaguePlan) -> Staff:
    """One that an earlier removal left, because something real hung on them, is taken again."""
    email = f"{plan.mailbox}@{HOST}"
    known = Staff.objects.filter(email=email).first()
    return known or add_staff(email=email, name=plan.name, role=plan.role, time_zone=plan.time_zone)


def _plan(world: World) -> None:
    for key, plan in TOPICS.items():
        known = Topic.objects.filter(name__iexact=plan.full_name).first()
        world.topics[key] = known or Topic.objects.create(
            name=plan.full_name, query=plan.query, sensitive=plan.sensitive
        )
    for name, campaign in CAMPAIGNS.items():
        world.campaigns[name] = _campaign(world, campaign)


def _campaign(world: World, plan: CampaignPlan) -> Campaign:
    known = Campaign.objects.filter(name=plan.full_name).first()
    if known is not None:
        return update_campaign(staff=world.staff["me"], campaign=known, as_of=world.as_of, status=Status.LIVE)
    owner = world.staff[plan.owner]
    today = owner.today(world.as_of)
    return create_campaign(
        staff=owner,
        as_of=world.as_of,
        topics=[world.topics[topic] for topic in plan.topics],
        name=plan.full_name,
        client=plan.client,
        what=plan.what,
        facts=plan.facts,
        why=plan.why,
        links=[plan.link],
        starts_on=today - timedelta(days=plan.starts),
        ends_on=today - timedelta(days=plan.ends),
        embargo_until=None if plan.embargo is None else world.as_of - timedelta(days=plan.embargo),
        policy=_careful_rules(world) if plan.careful else None,
        status=Status.LIVE,
    )


def _careful_rules(world: World) -> Policy:
    """Stricter than the house rules, if those have not become stricter themselves since."""
    known = Policy.objects.filter(name=CAREFUL_RULES["name"]).first()
    return known or create_policy(staff=world.staff["mara"], **CAREFUL_RULES)


def _meet(world: World) -> None:
    first = {story.key: (story.by, story.moments[0]) for story in reversed(STORIES)}
    for person in PEOPLE:
        owner = world.staff[person.owner]
        by, moment = first[person.key]
        world.contacts[person.key] = create_contact(
            staff=owner,
            as_of=when(world, world.staff[moment.by or by], person.key, moment),
            handles=_handles(person),
            name=person.name,
            organization=person.organization,
            title=person.title,
            location=person.location,
            timezone=person.timezone,
            language=person.language,
            notes=person.notes,
            via=person.via,
            tags=[TAG, *person.tags.split(", ")],
            visibility=Visibility.PRIVATE if person.private else Visibility.TEAM,
            external_id=KEY + person.key,
            origin=ORIGIN,
        )


def _handles(person: Person) -> list[dict[str, object]]:
    handles: list[dict[str, object]] = []
    if person.email is not None:
        address = person.email or f"{person.key}@{person.home}"
        handles.append({"channel": "email", "value": address, "status": person.email_status})
    if not person.private:
        handles.append({"channel": "website", "value": person.page})
    handles += [{"channel": channel, "value": value} for channel, value in person.handles]
    handles += [{"channel": channel, "value": value, "shared": True} for channel, value in person.shared]
    handles += [{"channel": channel, "value": value, "status": "former"} for channel, value in person.former]
    return handles


def _shortlist(world: World) -> None:
    for story in STORIES:
        for entry in story.lists:
            campaign, _, asker = entry.partition(":")
            _add_candidate(world, story, campaign, asker or "me")


def _add_candidate(world: World, story: Story, campaign: str, asker: str) -> None:
    shortlist(campaign=world.campaigns[campaign], contacts=[world.contacts[story.key]], staff=world.staff[asker])


def _settle(world: World) -> None:
    """How things stand today: campaigns that ended or are still planned, and a colleague who is away."""
    me = world.staff["me"]
    for name, plan in CAMPAIGNS.items():
        if plan.status != Status.LIVE:
            update_campaign(staff=me, campaign=world.campaigns[name], as_of=world.as_of, status=plan.status)
    for key, colleague in COLLEAGUES.items():
        if colleague.away is not None:
            staff = world.staff[key]
            staff.away_until = me.today(world.as_of) + timedelta(days=colleague.away)
            staff.covered_by = me
            staff.save()
