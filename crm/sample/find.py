"""Which records are the sample's own. Marks alone would not do: a merge fills blanks of the one record from
the other, so a real contact can come to carry them."""

from django.db.models import Q, QuerySet

from crm.models import Campaign, Contact, Merge, Policy, Staff, Topic
from crm.sample.marks import HOST, KEY
from crm.sample.world import CAMPAIGNS, CAREFUL_RULES, COLLEAGUES, TOPICS


def sample_contacts() -> "QuerySet[Contact]":
    """Those made by loading it, also in the trash and also private; not real ones that one was merged into."""
    marked = Contact.objects.filter(external_id__startswith=KEY)
    return marked.exclude(pk__in=real_survivors())


def real_survivors() -> list[int]:
    """Survivors that had no mark of ours before the first merge that still stands."""
    first: dict[int, Merge] = {}
    for merge in Merge.objects.standing().filter(survivor__external_id__startswith=KEY).order_by("pk"):
        first.setdefault(merge.survivor_id, merge)
    return [pk for pk, merge in first.items() if not merge.before.get("external_id", "").startswith(KEY)]


def grown_together() -> "QuerySet[Contact]":
    """Sample contacts that a real one was merged into: what is real lives in them now."""
    real = Merge.objects.standing().exclude(merged__external_id__startswith=KEY)
    return sample_contacts().filter(pk__in=real.values("survivor"))


def sample_campaigns() -> "QuerySet[Campaign]":
    return Campaign.objects.filter(name__in=[plan.full_name for plan in CAMPAIGNS.values()])


def sample_topics() -> "QuerySet[Topic]":
    return Topic.objects.filter(name__in=[plan.full_name for plan in TOPICS.values()])


def sample_rules() -> "QuerySet[Policy]":
    return Policy.objects.filter(name=CAREFUL_RULES["name"], is_default=False)


def sample_colleagues() -> "QuerySet[Staff]":
    addresses = Q()
    for plan in COLLEAGUES.values():
        addresses |= Q(email__iexact=f"{plan.mailbox}@{HOST}")
    return Staff.objects.filter(addresses)
