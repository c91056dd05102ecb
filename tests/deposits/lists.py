"""Lines and lists for the tests of declaring, and acts released together."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections

from deposits.files.typed import TypedLine, write_typed_list
from deposits.models import EmployerAccount, PersonalAccount
from deposits.states import ChangeKind


def line(account: EmployerAccount, name: str, change: ChangeKind, base_fen: int = 0) -> TypedLine:
    """A line about somebody who has an account."""
    personal = PersonalAccount.objects.get(person__name=name)
    base = base_fen or personal.base_fen
    part = 0 if change == ChangeKind.SEAL else round(base * 12 / 10_000) * 100
    number = personal.person.document_number
    return TypedLine("", name, "01", number, 0 if change == ChangeKind.SEAL else base, part, part, change)


def next_list(account: EmployerAccount, month: str, *lines: TypedLine) -> bytes:
    """A list of these lines."""
    return write_typed_list(
        employer_number=account.number, employer_name=account.employer.name, month=month, lines=lines
    )


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads of their own, released together; results or exceptions in order."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = acts[place]()
        except Exception as problem:
            results[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
