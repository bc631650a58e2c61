"""Signing in by the company's identity provider: a real one on loopback, asked by a real house."""

import json
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.config.homes import manage
from tests.config.test_run import first_start, second_home, started  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow

CLIENT, SECRET = "listenlarge", "a-secret-between-us"  # noqa: S105
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "1", "alg": "RS256", "use": "sig"}


class Provider:
    """OpenID Connect in its smallest form; `person` is who sits at its sign-in page."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.nonces: dict[str, str] = {}
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                if path == "/authorize":
                    asked = dict(urllib.parse.parse_qsl(query))
                    outer.nonces["code"] = asked.get("nonce", "")
                    back = urllib.parse.urlencode({"code": "code", "state": asked["state"]})
                    self.send_response(302)
                    self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                    self.end_headers()
                else:
                    self._tell(outer.documents()[path])

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                claims = {"iss": outer.address, "aud": CLIENT, "exp": 4_000_000_000, "iat": 1_700_000_000}
                claims |= outer.person | {"nonce": outer.nonces["code"]}
                signed = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "1"})
                self._tell({"access_token": "a", "token_type": "Bearer", "id_token": signed, "expires_in": 60})

            def _tell(self, told: Any) -> None:
                body = json.dumps(told).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def documents(self) -> dict[str, Any]:
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/person",
                "jwks_uri": f"{self.address}/keys",
            },
            "/keys": {"keys": [PUBLIC]},
            "/person": self.person,
        }


@contextmanager
def provider() -> Iterator[Provider]:
    one = Provider()
    thread = threading.Thread(target=one.server.serve_forever)
    thread.start()
    try:
        yield one
    finally:
        one.server.shutdown()
        thread.join()
        one.server.server_close()


def by_company(port: str) -> tuple[str, str]:
    """As a browser does it: the page, its button, over there and back. Where one ends up, and what is read there."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    here = f"http://127.0.0.1:{port}"
    browser.open(f"{here}/sign-in/").read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
    asked = urllib.request.Request(
        f"{here}/account/company/oidc/company/login/?next=/contacts/", form, {"Referer": here}
    )
    try:
        answer = browser.open(asked)
    except urllib.error.HTTPError as refused:
        answer = refused
    return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


def test_whom_the_company_vouches_for_gets_in_and_nobody_else(first_start: tuple[Path, str]) -> None:  # noqa: F811
    with second_home(first_start) as home, provider() as company:
        assert manage(home, "add_staff", "ana@example.org").returncode == 0
        settings = {
            "OIDC_ISSUER": company.address,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_NAME": "Velo Verband",
        }
        with started(home, **settings) as run:
            with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/sign-in/") as page:
                assert "Sign in by Velo Verband" in page.read().decode()
            company.person = {"sub": "7", "email": "Ana@example.org", "email_verified": True, "name": "Ana"}
            assert by_company(run.port)[0] == "/contacts/"
            company.person = {"sub": "7", "email": "renamed@example.org", "email_verified": True}
            assert by_company(run.port)[0] == "/contacts/"  # known by who they are there, from now on
            for stranger in (
                {"sub": "8", "email": "stranger@example.org", "email_verified": True},
                {"sub": "9", "email": "ana@example.org", "email_verified": False},
                {"sub": "10"},
            ):
                company.person = stranger
                where, said = by_company(run.port)
                assert where.startswith("/account/company/"), stranger
                assert "We do not know you yet" in said, stranger
            run.stop()
        code = "from crm.models import Staff; print(Staff.objects.count())"
        assert manage(home, "shell", "-v0", "-c", code).stdout.strip() == "2"
