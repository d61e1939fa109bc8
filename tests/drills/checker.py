"""What must hold after every drill, whatever was killed."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psycopg

from tests.drills.city import City
from tests.drills.writers import Ledger

SEALED_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Found:
    """The checker's count."""

    stored: int
    acknowledged: int
    stored_without_answer: int
    events: int
    chain: str

    def __str__(self) -> str:
        """One line for the drill's report."""
        return (
            f"stored {self.stored}, acknowledged {self.acknowledged} (lost 0, twice 0), "
            f"stored without answer {self.stored_without_answer}; "
            f"{self.events} events; {self.chain}"
        )


def check(city: City, ledger: Ledger) -> Found:
    """Acknowledged within stored, no key twice, one event a report, numbers and chain whole."""
    wait_until_told(city)
    with city.connect() as connection:
        numbers = [row[0] for row in connection.execute("SELECT number FROM cases_case")]
        events = _count_events(connection)
        submitted = _one(
            connection,
            "SELECT count(*), count(DISTINCT case_id) FROM outbox_event"
            " WHERE name = 'reports.report_submitted'",
        )
        opened = _one(
            connection,
            "SELECT count(*) FROM (SELECT case_id FROM cases_caseentry"
            " GROUP BY case_id HAVING count(*) = 0) AS empty",
        )
    promised = ledger.acknowledged
    assert ledger.surprises == [], dict(ledger.answers)
    assert len(set(promised.values())) == len(promised), "two keys, one report"
    assert set(promised.values()) <= set(numbers), "an acknowledged report is lost"
    # Every stored report belongs to one key: were one stored twice, there would be more of them
    # than keys that may have succeeded.
    assert len(numbers) <= len(ledger.asked)
    unanswered = ledger.asked - promised.keys()
    assert len(numbers) - len(promised) <= len(unanswered), "a report is there twice"
    assert submitted == (len(numbers), len(numbers)), "reports and their events differ"
    assert opened == (0,)
    return Found(
        stored=len(numbers),
        acknowledged=len(promised),
        stored_without_answer=len(numbers) - len(promised),
        events=events,
        chain=city.run("audit", "verify").strip(),
    )


def wait_until_told(city: City) -> None:
    """Until every event has its number and every consumer has heard of it."""
    deadline = time.monotonic() + SEALED_WITHIN_S
    while time.monotonic() < deadline:
        with city.connect() as connection:
            waiting = _one(connection, "SELECT count(*) FROM outbox_event WHERE seq IS NULL")
            behind = _one(
                connection,
                "SELECT count(*) FROM outbox_offset"
                " WHERE seq < (SELECT max(seq) FROM outbox_event)",
            )
        if waiting == (0,) and behind == (0,):
            return
        time.sleep(0.2)
    raise AssertionError(f"events wait: {waiting} without number, {behind} consumers behind")


def _count_events(connection: psycopg.Connection) -> int:
    row = _one(connection, "SELECT count(*), coalesce(max(seq), 0) FROM outbox_event")
    assert row[0] == row[1], "the numbers of the events have a gap"
    dead = _one(connection, "SELECT count(*) FROM outbox_deadletter")
    assert dead == (0,), "a consumer could not take an event"
    return int(row[0])


def _one(connection: psycopg.Connection, question: str) -> tuple[int, ...]:
    row = connection.execute(question).fetchone()
    assert row is not None
    return tuple(row)
