"""A junction by itself: how long a green lasts, also where detectors are dead."""

from __future__ import annotations

from math import inf

import pytest

from sewaka.modules.traffic.control.local import UNKNOWN_GAP_S, Sensing, is_spent
from sewaka.modules.traffic.control.network import Stage

DEAD = UNKNOWN_GAP_S


def spent(*gaps_s: float, age_s: float) -> bool:
    """Of a green of these streams; the last one is red and comes without a gap."""
    stage = Stage(index=0, green="G" * len(gaps_s) + "r")
    sensing = Sensing(calls=(True,) * (len(gaps_s) + 1), gap_s=(*gaps_s, 0.0))
    return is_spent(stage=stage, age_s=age_s, sensing=sensing)


def test_a_green_lasts_while_vehicles_follow_each_other() -> None:
    assert not spent(99.0, 2.0, age_s=0.0)
    assert spent(99.0, 2.1, age_s=0.0)
    assert not spent(99.0, 1.0, age_s=49.0)
    assert spent(0.0, 0.0, age_s=50.0)


@pytest.mark.parametrize(
    ("gaps_s", "least_s"),
    [
        ((DEAD,), 20.0),
        ((DEAD, DEAD, 99.0), 20.0),  # most of it is not seen: as long as a plan would give
        ((DEAD, inf), 20.0),  # where nobody ever came, nobody tells
        ((DEAD, 99.0), 8.0),
        ((DEAD, 99.0, 99.0), 8.0),
    ],
)
def test_a_dead_detector_has_its_least_green(gaps_s: tuple[float, ...], least_s: float) -> None:
    assert not spent(*gaps_s, age_s=least_s - 1.0)
    assert spent(*gaps_s, age_s=least_s)


def test_who_is_seen_keeps_a_green_beside_a_dead_detector() -> None:
    assert not spent(DEAD, 0.0, age_s=30.0)
