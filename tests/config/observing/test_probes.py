"""What machines that watch are told, and who is told more."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from config.observing import readiness

HERE = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}
AWAY = {"HTTP_HOST": "crm.example.org", "REMOTE_ADDR": "203.0.113.9"}
BEHIND_A_PROXY = [
    {**HERE, "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    {**HERE, "HTTP_X_FORWARDED_PROTO": "https"},
    {**HERE, "HTTP_HOST": "crm.example.org"},
]


@pytest.fixture(autouse=True)
def _plain_static(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def test_it_is_alive_under_any_name_and_without_the_database(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/healthz", **AWAY)
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"alive\n", "no-store")


def test_it_is_ready_when_nothing_is_wrong(client: Client, db: None) -> None:
    answer = client.get("/readyz", **AWAY)
    checks = dict.fromkeys(("database", "disk", "migrations", "queue"), "ok")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "checks": checks})


def test_a_migration_that_is_missing_makes_it_unready(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'crm' AND name = '0002_guards'")
    near, far = client.get("/readyz", **HERE), client.get("/readyz", **AWAY)
    assert near.status_code == far.status_code == 503
    assert near.json()["checks"]["migrations"] == "Not applied: crm 0002_guards and 0 more."
    assert far.json()["checks"]["migrations"] == "failing"


@pytest.mark.parametrize(("minutes", "blocked", "status"), [(14, False, 200), (16, False, 503), (16, True, 200)])
def test_a_job_that_waits_too_long_makes_it_unready(
    client: Client, db: None, minutes: int, blocked: bool, status: int
) -> None:
    """Unless the one before it is being done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status, scheduled_at)"
            " VALUES ('default', 'crm.import_file', 'import-1', 'todo', now() - %s * interval '1 minute')",
            [minutes],
        )
        if blocked:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status)"
                " VALUES ('default', 'crm.import_file', 'import-1', 'doing')"
            )
    answer = client.get("/readyz", **HERE)
    assert answer.status_code == status
    assert ("crm.import_file has waited for 16 minutes" in answer.content.decode()) == (status == 503)


def test_a_disk_that_is_nearly_full_makes_it_unready(client: Client, db: None, settings: Any) -> None:
    settings.DISK_FREE_MIB = 2**40
    answer = client.get("/readyz", **HERE)
    assert answer.status_code == 503
    assert "MiB are free" in answer.json()["checks"]["disk"]


def test_what_it_looks_for_are_the_migrations_there_are(db: None) -> None:
    from django.db.migrations.loader import MigrationLoader

    assert readiness.on_disk() == set(MigrationLoader(connection).disk_migrations)


def test_metrics_are_off_unless_wanted(client: Client, db: None, settings: Any) -> None:
    settings.METRICS, settings.METRICS_TOKEN = False, ""
    assert client.get("/metrics", **HERE).status_code == 404


def test_without_a_token_metrics_are_for_this_machine_alone(client: Client, db: None, settings: Any) -> None:
    settings.METRICS, settings.METRICS_TOKEN = True, ""
    assert client.get("/metrics", **HERE).status_code == 200
    for stranger in (AWAY, *BEHIND_A_PROXY):
        assert client.get("/metrics", **stranger).status_code == 404, stranger


def test_with_a_token_metrics_are_for_its_bearer_alone(client: Client, db: None, settings: Any) -> None:
    settings.METRICS, settings.METRICS_TOKEN = True, "let-me-look"
    assert client.get("/metrics", **HERE).status_code == 404
    assert client.get("/metrics", **AWAY, HTTP_AUTHORIZATION="Bearer let-me-look-").status_code == 404
    assert client.get("/metrics", **AWAY, HTTP_AUTHORIZATION="Bearer let-me-look").status_code == 200


def test_metrics_count_by_view_and_never_by_address(client: Client, db: None, settings: Any) -> None:
    settings.METRICS, settings.METRICS_TOKEN = True, ""
    client.get("/sign-in/Mg/secret-token-of-a-link/", **HERE)
    client.get("/find/?search=Ana+Lima", **HERE)
    client.generic("BREW", "/", **HERE)
    told = client.get("/metrics", **HERE).content.decode()
    assert 'listenlarge_requests_total{method="GET",status="410",view="frontend:sign_in_link"}' in told
    assert 'method="other"' in told
    assert "listenlarge_workers 0.0" in told
    assert "listenlarge_database_bytes" in told
    assert "secret-token" not in told
    assert "Ana" not in told
