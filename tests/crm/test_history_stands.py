"""History says who, when, from what to what and by which door, and can only be added to."""

from datetime import timedelta

import pghistory
import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from pghistory.models import Context, Event

from crm.actions.note_interest import note_interest
from crm.actions.share_contact import share_contact
from crm.audit import Asked, audit, kinds
from crm.errors import Refusal
from crm.models import Contact, Staff
from tests.builders import NOW, make_contact, make_staff, make_topic

pytestmark = pytest.mark.django_db
SERVING = "listenlarge"


@pytest.fixture
def ada() -> Staff:
    return make_staff("Ada", role="admin")


def tables_of_history() -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Event) and not model._meta.proxy and hasattr(model, "pgh_tracked_model")
    )


def run(statement: str, *params: object, role: str = "") -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if role:
            cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement, params)


def serving_exists() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(session_user, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s", [SERVING] * 2)
        return cursor.fetchone() == (True,)


def test_every_table_of_history_is_guarded() -> None:
    tables = tables_of_history()
    assert len(tables) > 15
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'crm_history_stands'")
        guarded = {table for (table,) in cursor.fetchall()}
    assert set(tables) <= guarded


@pytest.mark.parametrize("role", ["", SERVING])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET pgh_label = 'x'", "DELETE FROM {table}"])
def test_nobody_changes_or_deletes_a_row_of_it(ada: Staff, role: str, statement: str) -> None:
    """The serving role has not the right; whoever owns the tables is refused by the trigger."""
    if role and not serving_exists():
        pytest.skip("a database of one role")
    make_contact(ada)
    for table in tables_of_history():
        with pytest.raises(DatabaseError, match="permission denied" if role else "only added to"):
            run(statement.format(table=table), role=role)


def test_the_serving_role_cannot_open_the_door_by_itself(ada: Staff) -> None:
    if not serving_exists():
        pytest.skip("a database of one role")
    contact = make_contact(ada)
    for statement in (
        "SET LOCAL crm.history_door = 'open'; DELETE FROM crm_contactevent",
        "SELECT crm_erase_history(1)",
        "SELECT crm_forget_history(now())",
        "ALTER TABLE crm_contactevent DISABLE TRIGGER ALL",
        "SET LOCAL session_replication_role = replica; DELETE FROM crm_contactevent",
    ):
        with pytest.raises(DatabaseError):
            run(statement, role=SERVING)
    run("SET LOCAL pgtrigger.ignore = '{*}'; UPDATE crm_contact SET title = 'unseen?' WHERE id = %s", contact.pk)
    assert audit(staff=ada, asked=Asked(kind="contact", object_id=contact.pk)).changes[0].differences == {
        "title": ("", "unseen?")
    }


def test_a_context_may_learn_more_and_never_say_something_else(ada: Staff) -> None:
    with pghistory.context(user=ada.pk):
        make_contact(ada)
    context = Context.objects.get(metadata__user=ada.pk)
    with pytest.raises(DatabaseError, match="only added to"):
        run("UPDATE pghistory_context SET metadata = '{\"user\": 4711}' WHERE id = %s", context.pk)
    with pytest.raises(DatabaseError, match="only added to"):
        run("DELETE FROM pghistory_context WHERE id = %s", context.pk)
    run("UPDATE pghistory_context SET metadata = metadata || '{\"more\": 1}' WHERE id = %s", context.pk)


def test_straight_sql_is_known_by_its_role_and_its_changes_belong_together(ada: Staff) -> None:
    ana, ben = make_contact(ada, "Ana"), make_contact(ada, "Ben")
    run("UPDATE crm_contact SET title = 'Editor' WHERE id IN (%s, %s)", ana.pk, ben.pk)
    changes = audit(staff=ada, asked=Asked(kind="contact")).changes[:2]
    assert {change.door for change in changes} == {"sql"}
    assert {change.differences["title"] for change in changes} == {("", "Editor")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        assert changes[0].context["role"] == cursor.fetchone()[0]


def test_it_tells_who_what_and_from_what_to_what(ada: Staff) -> None:
    with pghistory.context(user=ada.pk, url="/contacts/new/"):
        ana = make_contact(ada, "Ana", title="Editor")
    with pghistory.context(user=ada.pk, url="/api/v1/contacts/1/"):
        ana.title = "Chief editor"
        ana.save()
    with pghistory.context(user=ada.pk, import_job=7):
        ana.handles.all().delete()
    page = audit(staff=ada, asked=Asked(contacts=[ana.pk]))
    told = [(change.kind.name, change.verb, change.door, change.staff_id) for change in page.changes]
    assert told == [
        ("handle", "delete", "import", ada.pk),  # of one transaction, so of one time
        ("handle", "insert", "screen", ada.pk),
        ("contact", "update", "api", ada.pk),
        ("contact", "insert", "screen", ada.pk),
    ]
    assert page.changes[2].differences == {"title": ("Editor", "Chief editor")}
    assert page.names == {ada.pk: "Ada"}


def test_pages_go_on_where_they_stopped_and_hold_everything_once(ada: Staff) -> None:
    for number in range(7):
        make_contact(ada, f"Contact {number}")
    seen, cursor = [], ""
    while True:
        page = audit(staff=ada, asked=Asked(), cursor=cursor, limit=4)
        seen += [(change.kind.name, change.event_id) for change in page.changes]
        cursor = page.next
        if not cursor:
            break
    assert len(seen) == len(set(seen))
    assert {name for name, _id in seen} >= {"contact", "handle", "staff"}
    assert len([name for name, _id in seen if name == "contact"]) == 7
    with pytest.raises(Refusal):
        audit(staff=ada, asked=Asked(), cursor="nonsense")


def test_it_is_narrowed_by_who_what_and_when(ada: Staff) -> None:
    bob = make_staff("Bob")
    with pghistory.context(user=bob.pk):
        ana = make_contact(ada, "Ana")
    make_contact(ada, "Ben")
    assert {change.staff_id for change in audit(staff=ada, asked=Asked(staff=bob.pk)).changes} == {bob.pk}
    found = audit(staff=ada, asked=Asked(kind="contact", object_id=ana.pk)).changes
    assert [change.object_id for change in found] == [ana.pk]
    newest = found[0].at
    assert not audit(staff=ada, asked=Asked(kind="contact", before=newest - timedelta(days=1))).changes
    assert audit(staff=ada, asked=Asked(kind="contact", after=newest - timedelta(days=1))).changes
    assert not audit(staff=ada, asked=Asked(kind="nothing")).changes


def test_what_a_colleague_keeps_privately_is_in_nobody_elses_audit(ada: Staff) -> None:
    bob = make_staff("Bob")
    hidden = make_contact(bob, "Zelda", visibility="private")
    assert not [c for c in audit(staff=ada, asked=Asked()).changes if c.kind.name in ("contact", "handle")]
    assert not audit(staff=ada, asked=Asked(contacts=[hidden.pk])).changes
    share_contact(staff=bob, contact=hidden, with_whom=[ada], as_of=NOW)
    assert {c.kind.name for c in audit(staff=ada, asked=Asked(contacts=[hidden.pk])).changes} == {
        *("contact", "handle", "share")
    }


def test_sensitive_topics_stand_on_the_persons_page_alone(ada: Staff) -> None:
    ana, faith = make_contact(ada), make_topic("Faith", sensitive=True)
    note_interest(staff=ada, contact=ana, topic=faith, basis="stated", noted_at=NOW, as_of=NOW, quote="I believe")
    assert "interest" not in {change.kind.name for change in audit(staff=ada, asked=Asked()).changes}
    assert "interest" in {change.kind.name for change in audit(staff=ada, asked=Asked(contacts=[ana.pk])).changes}


def test_a_year_of_it_stays_whatever_is_asked(ada: Staff) -> None:
    make_contact(ada)
    with pytest.raises(DatabaseError, match="younger than a year"):
        run("SELECT crm_forget_history(now() - interval '364 days')")


def test_whatever_is_tracked_can_be_read() -> None:
    assert {kind.events for kind in kinds().values()} == set(tables_of_history())
    assert kinds()["contact"].model is Contact


def test_a_second_step_is_told_of_but_neither_its_secret_nor_its_use(ada: Staff) -> None:
    """Made, used, and taken away by straight SQL."""
    step = Authenticator.objects.create(user=ada, type="totp", data={"secret": "zyxseed"})
    Authenticator.objects.update(last_used_at=NOW, data={"secret": "zyxother"})
    run("DELETE FROM mfa_authenticator")
    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text, pgh_label FROM crm_secondstepevent AS e ORDER BY pgh_id")
        told = cursor.fetchall()
    assert [label for _row, label in told] == ["insert", "delete"]
    assert "zyx" not in str(told)
    changes = audit(staff=ada, asked=Asked(kind="secondstep")).changes
    assert [(change.verb, change.object_id) for change in changes] == [("delete", step.pk), ("insert", step.pk)]
