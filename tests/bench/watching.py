"""What a measurement of the data path watches: how late the city is, and who works how much."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

import psutil

from tests.drills.city import City

# One detector of each junction; those that are newer than what was seen.
_PROBES = """
    SELECT DISTINCT ON (junction_id) id FROM traffic_detector ORDER BY junction_id, code
"""
_PROBED = """
    SELECT o.detector_id, o.observed_at
      FROM unnest(%s::int[], %s::timestamptz[]) AS n (id, after)
      JOIN traffic_observation o ON o.detector_id = n.id AND o.observed_at > n.after
     WHERE o.observed_at > now() - interval '10 minutes'
"""


class Watcher(threading.Thread):
    """Looks twenty times a second, and notes how old readings are when they are first there."""

    def __init__(self, city: City) -> None:
        super().__init__(daemon=True)
        self.lags_s: list[float] = []
        self.stop = threading.Event()
        self._looking = city.connect_soon("sewaka_app")
        self._looking.autocommit = True
        row = self._looking.execute("SELECT now()").fetchone()
        assert row is not None
        self._seen = dict.fromkeys(
            (int(probe) for (probe,) in self._looking.execute(_PROBES)), row[0]
        )

    def run(self) -> None:
        while not self.stop.wait(0.05):
            columns = list(self._seen), list(self._seen.values())
            found = self._looking.execute(_PROBED, columns).fetchall()
            now_s = time.time()
            for probe, at in found:
                self._seen[probe] = max(self._seen[probe], at)
                self.lags_s.append(now_s - at.timestamp())
        self._looking.close()


def spent_s(city: City, *, broker: int) -> dict[str, float]:
    """Processor time so far: of ingest, of PostgreSQL with all who ask it, of others."""
    postmaster = psutil.Process(city.postmaster())
    return {
        "ingest": seconds_of(city.processes_of("traffic-ingest")),
        "postgres": seconds_of([postmaster, *postmaster.children(recursive=True)]),
        "broker": seconds_of([psutil.Process(broker)]),
        "live": seconds_of(city.processes_of("live")),
        "worker": seconds_of(city.processes_of("worker")),
    }


def seconds_of(processes: Iterable[psutil.Process]) -> float:
    """Processor time so far."""
    found = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        found += times.user + times.system
    return found
