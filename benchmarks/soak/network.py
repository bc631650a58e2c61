"""Machines: network namespaces on a bridge where we may make them, else plain processes on loopback."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PREFIX = "llsoak"
NETWORK = "10.77.7."


@dataclass(frozen=True)
class Machine:
    """`namespace` is empty where it is this machine itself, under another name."""

    name: str
    address: str
    namespace: str = ""

    def command(self, *words: str) -> list[str]:
        return [*(["ip", "netns", "exec", self.namespace] if self.namespace else []), *words]


@contextmanager
def machines(*names: str) -> Iterator[dict[str, Machine]]:
    """Taken down at the end, also of an earlier run that was stopped."""
    if os.geteuid() or not _made(names):
        _take_down(names)
        yield {name: Machine(name, "127.0.0.1") for name in names}
        return
    try:
        yield {name: Machine(name, _address(place), _space(name)) for place, name in enumerate(names)}
    finally:
        _take_down(names)


def _made(names: tuple[str, ...]) -> bool:
    _take_down(names)
    steps = [
        f"ip link add {PREFIX} type bridge",
        f"ip address add {NETWORK}1/24 dev {PREFIX}",
        f"ip link set {PREFIX} up",
    ]
    for place, name in enumerate(names):
        space, here, there = _space(name), f"{PREFIX}{place}", f"{PREFIX}{place}b"
        steps += [
            f"ip netns add {space}",
            f"ip link add {here} type veth peer name {there}",
            f"ip link set {here} master {PREFIX} up",
            f"ip link set {there} netns {space}",
            f"ip -n {space} address add {_address(place)}/24 dev {there}",
            f"ip -n {space} link set {there} up",
            f"ip -n {space} link set lo up",
        ]
    return all(_run(step) for step in steps)


def _take_down(names: tuple[str, ...]) -> None:
    for name in names:
        _run(f"ip netns delete {_space(name)}")
    _run(f"ip link delete {PREFIX}")


def _space(name: str) -> str:
    return f"{PREFIX}-{name}"


def _address(place: int) -> str:
    return f"{NETWORK}{place + 10}"


def _run(command: str) -> bool:
    try:
        return subprocess.run(command.split(), capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
