"""Two officers in the same second: one wins, the other learns who and what."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from sewaka.kernel.errors import DomainError, Stale
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.tests.conftest import NOW, make_case, make_cast

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=1)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all acts at once, each on a connection of its own; results or refusals in order."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            results[index] = act()
        except DomainError as refusal:
            results[index] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_two_officers_one_case() -> None:
    cast = make_cast()
    case = make_case(cast, agency_id="pupr", holder_role="sample.officer")

    def take(name: str) -> Callable[[], Any]:
        return lambda: cases.move(
            case_id=case.pk,
            action="take",
            actor=getattr(cast, name),
            now=LATER,
            version=1,
            given={"answer": f"Oleh {name}"},
        )

    results = together(take("sari"), take("sari2"))
    won = [result for result in results if isinstance(result, cases.Moved)]
    lost = [result for result in results if isinstance(result, Stale)]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].facts["who"] == "Officer, Dinas PUPR"
    assert lost[0].facts["version"] == 2
    case.refresh_from_db()
    assert (case.state, case.version) == ("working", 2)
    assert case.entries.filter(kind="moved").count() == 1
    assert EventRow.objects.filter(name="cases.case_moved").count() == 1


def test_twenty_notes_at_once_are_twenty_entries() -> None:
    cast = make_cast()
    case = make_case(cast)

    def note(n: int) -> Callable[[], Any]:
        return lambda: cases.note(case_id=case.pk, actor=cast.wayan, now=LATER, text=f"Nomor {n}")

    results = together(*(note(n) for n in range(20)))
    assert all(isinstance(result, cases.CaseEntry) for result in results)
    case.refresh_from_db()
    assert case.version == 21
    versions = case.entries.filter(kind="note").values_list("case_version", flat=True)
    assert sorted(versions) == list(range(2, 22))


def test_two_workers_note_each_breach_once_while_an_officer_acts() -> None:
    cast = make_cast()
    rows = [make_case(cast) for _ in range(10)]
    late = NOW + timedelta(days=2)

    def tick() -> int:
        return cases.mark_breaches(now=late, batch=3)

    def act() -> cases.Moved:
        return cases.move(
            case_id=rows[0].pk,
            action="take",
            actor=cast.wayan,
            now=late,
            given={"answer": "Siap pak"},
        )

    *_, moved = together(tick, tick, act)
    assert isinstance(moved, cases.Moved)
    cases.mark_breaches(now=late)
    events = EventRow.objects.filter(name="cases.clock_breached")
    told = list(events.values_list("case_id", flat=True))
    assert len(told) == len(set(told))
    assert len(told) >= 9
    response = {clock.kind: clock for clock in cases.clocks(case=rows[0])}["response"]
    assert response.breached_at == NOW + timedelta(hours=24)
