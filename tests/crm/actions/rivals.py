"""Two colleagues in two processes of their own, who do something at one instant, again and again."""

import multiprocessing
from collections.abc import Sequence
from typing import Any

Doing = tuple[str, dict[str, Any]]  # a verb below and whom it concerns, by id
_spawn = multiprocessing.get_context("spawn")


class Rivals:
    """Use as a context; `at_once` takes what each of them does in each round and gives what came of it."""

    def __enter__(self) -> "Rivals":
        from django.db import connection

        self.barrier = _spawn.Barrier(2)
        self.pipes, self.processes = [], []
        for _ in range(2):
            here, there = _spawn.Pipe()
            process = _spawn.Process(
                target=_work, args=(there, self.barrier, dict(connection.settings_dict)), daemon=True
            )
            process.start()
            self.pipes.append(here)
            self.processes.append(process)
        return self

    def __exit__(self, *_: object) -> None:
        for pipe, process in zip(self.pipes, self.processes, strict=True):
            pipe.send(None)
            process.join(10)

    def at_once(self, rounds: Sequence[tuple[Doing, Doing]]) -> list[tuple[str, str]]:
        for pipe, doings in zip(self.pipes, zip(*rounds, strict=True), strict=True):
            pipe.send(list(doings))
        answers = [pipe.recv() if pipe.poll(120) else ["no answer"] * len(rounds) for pipe in self.pipes]
        return list(zip(*answers, strict=True))


def _work(pipe: Any, barrier: Any, database: dict[str, Any]) -> None:
    import django

    django.setup()
    from django.db import connections

    connections.settings["default"].update(database)
    while (doings := pipe.recv()) is not None:
        answers = []
        for verb, fields in doings:
            barrier.wait(60)
            answers.append(_do(verb, fields))
        connections["default"].close()
        pipe.send(answers)


def _do(verb: str, fields: dict[str, Any]) -> str:
    from crm.errors import AskLocked, Conflict

    try:
        VERBS[verb](**fields)
    except AskLocked as locked:
        return f"locked: {locked.stage}"
    except Conflict:
        return "conflict"
    except Exception as error:  # whatever it is, the test wants to see it
        return repr(error)
    return "done"


def _ask(staff: int, contact: int, campaign: int, text: str) -> None:
    from crm.actions.open_ask import Because, open_ask
    from crm.models import Campaign, Contact, Interest, Staff
    from tests.builders import NOW

    open_ask(
        staff=Staff.objects.get(pk=staff),
        contact=Contact.objects.get(pk=contact),
        campaign=Campaign.objects.get(pk=campaign),
        channel="email",
        text=text,
        because=Because("interest", Interest.objects.get(contact=contact).pk),
        as_of=NOW,
    )


def _bound(staff: int, contact: int) -> None:
    from crm.actions.note_boundary import note_boundary
    from crm.models import Contact, Staff
    from tests.builders import NOW

    who = {"staff": Staff.objects.get(pk=staff), "contact": Contact.objects.get(pk=contact)}
    note_boundary(**who, scope="everything", as_of=NOW)


def _answer_no(staff: int, ask: int) -> None:
    from crm.actions.record_outcome import record_outcome
    from crm.models import Ask, Staff
    from tests.builders import NOW

    record_outcome(staff=Staff.objects.get(pk=staff), ask=Ask.objects.get(pk=ask), outcome="no", as_of=NOW)


def _follow_up(staff: int, ask: int) -> None:
    from crm.actions.follow_up import follow_up
    from crm.models import Ask, Staff
    from tests.builders import NOW

    follow_up(staff=Staff.objects.get(pk=staff), ask=Ask.objects.get(pk=ask), text="Shall I wait?", as_of=NOW)


VERBS = {"ask": _ask, "bound": _bound, "answer no": _answer_no, "follow up": _follow_up}
