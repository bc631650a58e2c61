"""Keep which column means what, under a name, for the next file with the same header."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from crm.errors import Refusal
from crm.importing.wishes import checked_wishes
from crm.models import ImportMapping, Staff

LONGEST_NAME = 100


@transaction.atomic
def save_mapping(*, staff: Staff, name: str, mapping: Mapping[str, str], as_of: datetime) -> ImportMapping:
    """`mapping` is header → field of crm.importing.columns.FIELDS, with every column of the file. The same name
    again replaces what it stood for: mappings are everybody's. Raises Refusal."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise Refusal(name=f"Give a name of at most {LONGEST_NAME} characters.")
    kept = checked_wishes(mapping=mapping)["mapping"]
    if not kept:
        raise Refusal(mapping="Say for at least one column what it holds.")
    saved, _ = ImportMapping.objects.update_or_create(
        name=name,
        defaults={"header": signature_of(kept), "mapping": kept, "saved_by": staff, "saved_at": as_of},
    )
    return saved


def mapping_for(columns: Iterable[str]) -> ImportMapping | None:
    """The newest that was saved for just these columns, in any order and case."""
    return ImportMapping.objects.filter(header=signature_of(columns)).order_by("-saved_at").first()


def signature_of(columns: Iterable[str]) -> str:
    titles = sorted(" ".join(title.split()).casefold() for title in columns)
    return sha256("\n".join(titles).encode()).hexdigest()[:32]
