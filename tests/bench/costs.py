"""What a request costs: processor time of the web processes, and of PostgreSQL apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import httpx
import psutil

from tests.drills.city import City

WARM_UP = 80  # eight connections, and each prepares a statement when it comes the sixth time


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor time per request; a busy machine changes them little."""

    web_ms: float
    database_ms: float
    requests: int
    size: int  # bytes of the last answer

    def as_row(self) -> dict[str, float | int]:
        """For the kept JSON."""
        return asdict(self)


def measure(
    city: City, ask: Callable[[httpx.Client], httpx.Response], *, count: int, client: httpx.Client
) -> Cost:
    """Ask `count` times over one kept connection, after a warm-up. Raises when an answer fails."""
    size = 0
    for _ in range(WARM_UP):
        _sound(ask(client))
    web, database = spent(city)
    for _ in range(count):
        size = len(_sound(ask(client)).content)
    web_after, database_after = spent(city)
    return Cost(
        web_ms=round(gained(web, web_after) * 1000 / count, 2),
        database_ms=round(gained(database, database_after) * 1000 / count, 2),
        requests=count,
        size=size,
    )


def _sound(answer: httpx.Response) -> httpx.Response:
    if answer.status_code >= httpx.codes.BAD_REQUEST:
        raise AssertionError(f"{answer.request.url}: {answer.status_code} {answer.text[:300]}")
    return answer


Seconds = dict[int, float]  # of processor time, by process


def spent(city: City) -> tuple[Seconds, Seconds]:
    """Processor time so far: web processes, PostgreSQL's backends."""
    postmaster = psutil.Process(city.postmaster())
    return (
        _seconds(city.processes_of("web")),
        _seconds([postmaster, *postmaster.children(recursive=True)]),
    )


def gained(before: Seconds, after: Seconds) -> float:
    """What was spent in between; a process that has ended takes its last moments along."""
    return sum(spent - before.get(pid, 0.0) for pid, spent in after.items())


def _seconds(processes: Iterable[psutil.Process]) -> Seconds:
    found: Seconds = {}
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        found[process.pid] = times.user + times.system
    return found
