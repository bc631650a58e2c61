"""The examples in deploy/ work as written."""

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from config.running import renewal
from tests.config.homes import CHECKOUT

DEPLOY = CHECKOUT / "deploy"


def unit(name: str) -> dict[str, dict[str, str]]:
    class Unit(RawConfigParser):
        def optionxform(self, optionstr: str) -> str:
            return optionstr

    read = Unit(strict=True)
    read.read(DEPLOY / name)
    return {section: dict(read[section]) for section in read.sections()}


def test_the_units_say_what_we_understand() -> None:
    service = unit("listenlarge.service")["Service"]
    assert service["ExecStart"].endswith("/.venv/bin/python manage.py run")
    assert service["ExecReload"] == f"/bin/kill -{renewal.SIGNAL.name.removeprefix('SIG')} $MAINPID"
    named = {pair.partition("=")[0] for pair in service["Environment"].split()}
    assert named <= {"LISTENLARGE_HOME", "LOG_FORMAT", "PYTHONUNBUFFERED"}
    assert unit("listenlarge.socket")["Socket"]["ListenStream"] == "127.0.0.1:8000"


def test_the_proxies_set_what_we_believe_and_take_what_we_take() -> None:
    nginx, caddy = ((DEPLOY / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    assert "X-Forwarded-For $remote_addr" in nginx
    assert "client_max_body_size 201m" in nginx
    assert "max_size 211MB" in caddy
    for example in (nginx, caddy):
        settings = set(re.findall(r"\b([A-Z_]{4,})=", example))
        assert settings == {"HTTPS", "ALLOWED_HOSTS", "BASE_URL", "TRUSTED_PROXIES"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    for name in ("listenlarge.service", "listenlarge.socket"):
        text = (DEPLOY / name).read_text().replace("/opt/listenlarge/.venv/bin/python", "/bin/true")
        (tmp_path / name).write_text(text.replace("User=listenlarge", "User=nobody").replace("Group=listenlarge", ""))
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "listenlarge.service")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    ours = [line for line in found.stderr.splitlines() if "listenlarge" in line and "user nobody" not in line]
    assert ours == []
