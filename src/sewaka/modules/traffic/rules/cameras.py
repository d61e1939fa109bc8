"""How well a camera counts, beside who counted with his own eyes for two minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sewaka.kernel.errors import DomainError

TRIAL_S = 120.0
MOST_LANES = 4
WANTED = 0.05  # of the count by day; by night twice as much (the brief of this module)
WANTED_BY_NIGHT = 0.10
TELLS_FROM = 20  # vehicles; of fewer a single one decides
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Compared:
    """What the camera and a person counted, of one lane or of all."""

    counted: int
    tapped: int

    @property
    def error(self) -> float | None:
        """Of what the person counted; None where nobody passed."""
        return abs(self.counted - self.tapped) / self.tapped if self.tapped else None

    @property
    def tells(self) -> bool:
        """Whether enough passed to judge by."""
        return self.tapped >= TELLS_FROM


def compared(*, counted: Mapping[str, int], tapped: Mapping[str, int]) -> Compared:
    """Over all lanes."""
    return Compared(sum(counted.values()), sum(tapped.values()))


def check_taps(*, counted: Mapping[str, int], tapped: Mapping[str, int]) -> None:
    """Of the same lanes, and numbers. Raises DomainError("traffic.camera.taps")."""
    if set(counted) != set(tapped) or not all(0 <= n <= _MOST for n in tapped.values()):
        raise DomainError("traffic.camera.taps")
