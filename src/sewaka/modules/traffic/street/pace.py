"""How fast the street runs against the clock on the wall, and what time it is there."""

from __future__ import annotations

from dataclasses import dataclass

_BEHIND_S = 2.0  # of the wall: what the machine could not do in time is not caught up


@dataclass(slots=True)
class Pace:
    """When the next step is due. `speed`: 0 stands still."""

    step_s: float
    speed: float
    due_s: float  # of the wall's clock, in seconds

    def set_speed(self, speed: float, *, wall_s: float) -> None:
        """From now on."""
        if speed != self.speed:
            self.speed, self.due_s = speed, wall_s

    def is_due(self, *, wall_s: float) -> bool:
        """Whether the street should take a step now."""
        return self.speed > 0.0 and wall_s >= self.due_s

    def stepped(self, *, wall_s: float) -> None:
        """It has."""
        self.due_s += self.step_s / self.speed
        if wall_s - self.due_s > _BEHIND_S:
            self.due_s = wall_s

    def pause_s(self, *, wall_s: float) -> float:
        """How long to sleep, at most a tenth of a second."""
        return 0.1 if self.speed <= 0.0 else min(0.1, max(0.0, self.due_s - wall_s))


def behind_s(*, wall_s: float, field_s: float) -> float:
    """How far the street's clock must go forward to be the wall's; 0 when it is ahead.

    It never goes back: devices never say twice what happened at one instant.
    """
    late_s = wall_s - field_s
    return late_s if late_s > _BEHIND_S else 0.0
