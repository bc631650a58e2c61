"""Fifty people who click and write, and three programs that bring contacts, over HTTP.

Whoever gets no answer, or one of 500 to 504, asks the other web server, as somebody does who presses again; what is
written bears a key, so that it is done once however often it is sent. Everything acknowledged is noted, to be looked
for at the end."""

import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

THINK = (1.0, 5.0)  # seconds between two clicks
BETWEEN_FILES = (2.0, 6.0)
ROWS = 50
GIVE_UP = 60.0  # seconds after which somebody who tries again and again counts as failed
PASSING = {500, 502, 503, 504}  # while a part is down; each is counted
TOKEN = "a" * 32  # any value does, as long as cookie and header say the same


@dataclass
class Seen:
    """What all clients saw. Times are seconds of the monotonic clock."""

    taken: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    by_standby: int = 0
    read: int = 0
    logged: set[str] = field(default_factory=set)
    brought: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, began: float, answered_by: str) -> None:
        with self.lock:
            now = time.monotonic()
            self.taken[kind].append((now, now - began))
            if kind.startswith("read"):
                self.read += 1
                self.by_standby += answered_by == "standby"


class Client(threading.Thread):
    """`webs` in its own order of preference."""

    pause = THINK

    def __init__(self, seen: Seen, webs: list[tuple[str, int]], over: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.seen, self.over, self.dice = seen, over, random.Random(seed)
        self.webs = webs[seed % len(webs) :] + webs[: seed % len(webs)]
        self.headers: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        self.over.wait(self.dice.uniform(0, self.pause[1]))
        while not self.over.is_set():
            self.act()
            self._hang_up()  # while they think, the server would: a call on a line just closed is no failure of a part
            self.over.wait(self.dice.uniform(*self.pause))

    def act(self) -> None:
        raise NotImplementedError

    def ask(self, kind: str, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        """The answer's body, None when it failed for good (which is noted)."""
        began, problem = time.monotonic(), ""
        while time.monotonic() - began < GIVE_UP:
            try:
                status, content, answered_by = self._once(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                problem = type(error).__name__
            else:
                if status < 400:
                    self.seen.note(kind, began, answered_by)
                    return content
                problem = f"{status} {content[:200]!r}"
                if status not in PASSING:
                    break
            with self.seen.lock:
                self.seen.again[problem.partition(" ")[0]] += 1
            self._hang_up()
            self.webs.append(self.webs.pop(0))
            time.sleep(0.2)
        with self.seen.lock:
            self.seen.errors.append(f"{kind} {path.partition('?')[0]}: {problem}")
        return None

    def _once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(*self.webs[0], timeout=30)
        self._connection.request(method, path, body, {**self.headers, **headers})
        answer = self._connection.getresponse()
        content = answer.read()
        return answer.status, content, answer.headers.get("X-Answered-By", "")

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Clicking(Client):
    """Looks at lists, people and reports, searches, and logs now and then."""

    def __init__(self, session: str, contacts: list[int], *given: Any) -> None:
        super().__init__(*given)
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        self.contacts = contacts

    def act(self) -> None:
        somebody, choice = self.dice.choice(self.contacts), self.dice.random()
        if choice < 0.20:
            self._log(somebody)
        elif choice < 0.45:
            self.ask("read a list", "GET", f"/contacts/?tag=tag+{self.dice.randrange(40)}")
        elif choice < 0.60:
            self.ask("read a search", "GET", f"/find/?q={self.dice.choice('abcdef0123456789')}{somebody % 97}")
        elif choice < 0.85:
            self.ask("read a contact", "GET", f"/contacts/{somebody}/")
        elif choice < 0.95:
            self.ask("read today", "GET", "/")
        else:
            self.ask("read a report", "GET", "/reports/")

    def _log(self, contact: int) -> None:
        """Then looks whether it stands there: what one wrote, one reads."""
        mark = uuid.uuid4().hex
        form = urlencode({"contact": contact, "kind": "call", "text": f"Spoke of {mark}", "key": mark}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Outbox": "1"}
        if self.ask("write a log", "POST", "/log/", form, **kind) is None:
            return
        with self.seen.lock:
            self.seen.logged.add(mark)
        page = self.ask("read what one wrote", "GET", f"/contacts/{contact}/")
        if page is not None and mark.encode() not in page:
            with self.seen.lock:
                self.seen.errors.append("somebody did not read what they had just written")


class Bringing(Client):
    """A program that brings contacts, some new and some known."""

    pause = BETWEEN_FILES

    def __init__(self, key: str, *given: Any) -> None:
        super().__init__(*given)
        self.headers = {"Authorization": f"Bearer {key}"}

    def act(self) -> None:
        marks = [uuid.uuid4().hex[:20] for _ in range(ROWS)]
        rows = [
            {"name": f"Brought {mark}", "handles": [{"channel": "email", "value": f"{mark}@brought.example"}]}
            for mark in marks
        ]
        once = {"Idempotency-Key": uuid.uuid4().hex, "Content-Type": "application/json"}
        if self.dice.random() < 0.7:
            done = self.ask("write in bulk", "POST", "/api/v1/contacts/bulk/", json.dumps(rows).encode(), **once)
        else:
            table = "\n".join(["name,email", *(f"Brought {mark},{mark}@brought.example" for mark in marks)])
            once["Content-Type"] = "text/csv"
            done = self.ask("write a file", "POST", "/api/v1/imports/", table.encode(), **once)
        if done is not None:
            with self.seen.lock:
                self.seen.brought.update(marks)
