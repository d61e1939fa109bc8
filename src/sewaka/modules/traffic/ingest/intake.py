"""From a message to a row, or to a refusal that is counted. No database, no network, no clock."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sewaka.modules.traffic.wire import CLOCK_OFF_S, Reading, Status

OLDEST_S = 7 * 86_400.0
FURTHEST_AHEAD_S = 3_600.0
SUSPECT_AFTER, SUSPECT_WITHIN_S = 10, 60.0
SAMPLE_LETTERS = 500
_STEADY_S = 10.0  # so long the same lag: a slow clock, no backlog
_STEADY_WITHIN_S = 1.0

Device = tuple[str, str]  # junction, detector
Row = tuple[
    datetime, datetime, int, int, int, float, float, float | None, int, int, int, int, int, str
]


@dataclass(slots=True)
class Refused:
    """What was dropped of one device since the last look."""

    count: int = 0
    code: str = ""
    sample: str = ""
    at_s: float = 0.0
    too_old: int = 0
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=SUSPECT_AFTER))

    @property
    def is_suspect(self) -> bool:
        """More than a device that is well ever does: ten within a minute."""
        full = len(self.recent) == SUSPECT_AFTER
        return full and self.recent[-1] - self.recent[0] <= SUSPECT_WITHIN_S


@dataclass(slots=True)
class _Lag:
    """How long readings of one device have been coming late by the same."""

    base_s: float
    since_s: float


@dataclass(slots=True)
class Last:
    """The newest of one detector."""

    reading: Reading
    status: Status


class Intake:
    """Decides on each message. `ids`: of the detectors that the city knows."""

    def __init__(self, *, ids: Mapping[Device, int]) -> None:
        self.ids = ids
        self.refused: dict[Device, Refused] = {}
        self.unknown = 0
        self.illegible = Counter[str]()  # by junction: nobody can tell of which detector
        self.newest: dict[int, Last] = {}
        self._lags: dict[int, _Lag] = {}

    def row(self, *, reading: Reading, arrived_s: float) -> Row | None:
        """What is to be stored; None for what is counted only."""
        device = (reading.junction, reading.detector)
        known = self.ids.get(device)
        if known is None:
            self.unknown += 1
            return None
        age_s = arrived_s - reading.t_s
        if age_s > OLDEST_S:
            self._of(device).too_old += 1
            return None
        if age_s < -FURTHEST_AHEAD_S:
            self.refuse(device=device, code="future", payload=b"", arrived_s=arrived_s)
            return None
        status = self._status(known, reading, age_s, arrived_s)
        last = self.newest.get(known)
        if last is None or reading.t_s >= last.reading.t_s:
            self.newest[known] = Last(reading, status)
        return _row(known, reading, status, arrived_s)

    def refuse(self, *, device: Device, code: str, payload: bytes, arrived_s: float) -> None:
        """Count a message that is dropped, and keep it as the last sample."""
        if not device[1]:
            self.illegible[device[0]] += 1
            return
        if device not in self.ids:
            self.unknown += 1
            return
        found = self._of(device)
        found.count += 1
        found.code, found.at_s = code, arrived_s
        # Devices send anything: what PostgreSQL can not keep as text is shown as a mark.
        text = payload[:SAMPLE_LETTERS].decode(errors="replace")
        found.sample = text.replace("\x00", "\ufffd")
        found.recent.append(arrived_s)

    def _of(self, device: Device) -> Refused:
        return self.refused.setdefault(device, Refused())

    def _status(self, known: int, reading: Reading, age_s: float, arrived_s: float) -> Status:
        """`clock` for a clock ahead, or one that has been behind by the same for ten seconds.

        Late alone is no fault: what waited for a broker comes late too, but it catches up.
        """
        if age_s < -CLOCK_OFF_S:
            return Status.CLOCK
        if age_s <= CLOCK_OFF_S:
            self._lags.pop(known, None)
            return reading.status
        lag = self._lags.get(known)
        if lag is None or abs(age_s - lag.base_s) > _STEADY_WITHIN_S:
            self._lags[known] = _Lag(age_s, arrived_s)
            return reading.status
        return Status.CLOCK if arrived_s - lag.since_s >= _STEADY_S else reading.status


def _row(known: int, reading: Reading, status: Status, arrived_s: float) -> Row:
    return (
        datetime.fromtimestamp(reading.t_s, UTC),
        datetime.fromtimestamp(arrived_s, UTC),
        reading.seq,
        known,
        reading.boot,
        reading.period_s,
        reading.occupancy,
        reading.speed_ms,
        reading.counts.motorcycle,
        reading.counts.car,
        reading.counts.heavy,
        reading.queue,
        len(reading.zone),
        status.value,
    )
