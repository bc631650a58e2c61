"""What each answer tells browsers, and whom we answer at all."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from tests.builders import make_staff
from tests.config.homes import CHECKOUT, environment, make_home
from tests.proof import sign_in

PAGES = ("/", "/sign-in/", "/contacts/", "/nowhere/", "/api/v1/contacts/", "/api/v1/docs/", "/account/security/")


@pytest.fixture(autouse=True)
def _plain_static(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_shuts_what_we_do_not_use(db: None, path: str) -> None:
    client = Client()
    sign_in(client, make_staff())
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";") if part.strip())
    assert policy["default-src"] == policy.get("base-uri", "'self'").replace("'none'", "'self'") == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (
        headers["Referrer-Policy"]
        == headers["Cross-Origin-Opener-Policy"].replace("-allow-popups", "")
        == "same-origin"
    )
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_a_strange_host_is_not_answered(client: Client, db: None) -> None:
    for path in ("/sign-in/", "/api/v1/contacts/"):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert b"evil.example" not in answer.content


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client, db: None) -> None:
    alice = make_staff()
    alice.set_password("a ladder to the attic")
    alice.save()
    cookie = client.post("/sign-in/", {"email": alice.email, "password": "a ladder to the attic"}).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


LOOK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["crm.example.org"]
plain = Client().get("/healthz", headers={"Host": "x"})
told = Client().get("/sign-in/", headers={"Host": "crm.example.org"})
safe = Client().get("/api/v1/contacts/", headers={"Host": "crm.example.org", "X-Forwarded-Proto": "https"})
print(json.dumps({
    "plain": plain.status_code, "told": [told.status_code, told["Location"]],
    "hsts": safe["Strict-Transport-Security"],
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME,
                settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
}))
"""


@pytest.mark.slow
def test_behind_tls_everything_insists_on_it() -> None:
    with make_home() as home:
        done = subprocess.run(
            [sys.executable, "-c", LOOK], cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False,
            env=environment(home, DJANGO_SETTINGS_MODULE="config.settings", HTTPS="true"),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "plain": 200,
        "told": [301, "https://crm.example.org/sign-in/"],
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "cookies": ["__Host-sessionid", "__Host-csrftoken", True, True],
    }
