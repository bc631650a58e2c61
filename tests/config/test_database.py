"""DATABASE_URL: read rightly, and refused in a sentence that holds no password."""

import pytest
from environ import Env

from config import outside
from config.database import database_settings, parse_url
from config.embedded.places import Places
from config.embedded.server import Server
from config.embedded.session import running
from config.outside import check_outside
from config.problem import Problem
from tests.config.homes import make_home


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40@h:5433/db", ("h", 5433, "u", "p@", "db")),
        ("postgres://u@h/db", ("h", "", "u", "", "db")),
        ("postgresql://u@%2Frun%2Fpostgresql/db", ("/run/postgresql", "", "u", "", "db")),
    ],
)
def test_it_reads_an_address(url, expected):
    settings = parse_url(url)
    assert tuple(settings[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME")) == expected


@pytest.mark.parametrize(
    "url",
    ["nonsense", "postgresql://", "postgresql://u:hush@h", "mysql://u:hush@h/db", "postgresql://u:hush@h:port/db"],
)
def test_it_refuses_what_is_no_address_without_showing_the_password(url):
    with pytest.raises(Problem, match="DATABASE_URL is not an address like") as caught:
        parse_url(url)
    assert "hush" not in str(caught.value)


def test_whoever_does_not_ask_serves_and_has_a_pool(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.delenv("LISTENLARGE_DATABASE_ROLE", raising=False)
    settings = database_settings(Env(), tmp_path)
    assert settings["USER"] == "listenlarge"
    assert settings["OPTIONS"]["pool"]["max_size"] >= 8
    assert settings["CONN_HEALTH_CHECKS"]
    assert list(tmp_path.iterdir()) == []  # looking changes nothing


def test_the_owner_owns_and_needs_no_pool(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("LISTENLARGE_DATABASE_ROLE", "own")
    settings = database_settings(Env(), tmp_path)
    assert settings["USER"] == "listenlarge_owner"
    assert "pool" not in settings["OPTIONS"]


def test_an_outside_database_may_have_an_owner_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://serving@h/db")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owning@h/db")
    monkeypatch.setenv("LISTENLARGE_DATABASE_ROLE", "own")
    assert database_settings(Env(), tmp_path)["USER"] == "owning"
    monkeypatch.setenv("LISTENLARGE_DATABASE_ROLE", "serve")
    assert database_settings(Env(), tmp_path)["USER"] == "serving"


def test_an_address_may_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("postgresql://filed@h/db\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    assert database_settings(Env(), tmp_path)["USER"] == "filed"


@pytest.mark.slow
def test_a_server_too_old_is_refused(monkeypatch):
    with make_home() as home:
        places = Places(home)
        with running(Server(places)):
            settings = parse_url(f"postgresql://listenlarge@{str(places.sockets).replace('/', '%2F')}/listenlarge")
            check_outside(settings)
            monkeypatch.setattr(outside, "OLDEST", 99)
            with pytest.raises(Problem, match="the server is PostgreSQL 18, 99 or newer is needed"):
                check_outside(settings)
