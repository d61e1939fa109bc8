"""The worked examples of the service-rate controller."""

from __future__ import annotations

import pytest

from sewaka.modules.traffic.control.controllers.service_rate import (
    Arrival,
    best_rate,
    crossings,
)


def served(
    count: int, *, start_s: float, eta_s: float = 0.0, weight: float = 1.0
) -> list[tuple[float, float]]:
    """Crossings of so many vehicles of one lane."""
    arrivals = [Arrival(eta_s, weight)] * count
    return list(crossings(arrivals=arrivals, start_s=start_s, headway_s=2.0, until_s=33.0))


def test_three_standing_vehicles_of_the_running_stage() -> None:
    rows = served(3, start_s=0.0)
    assert [instant for instant, _ in rows] == [2.0, 4.0, 6.0]
    assert best_rate(served=rows, t_min_s=1.0) == 0.5


def test_six_standing_rivals_pay_for_the_change() -> None:
    rows = served(6, start_s=5.0)
    assert [instant for instant, _ in rows] == [7.0, 9.0, 11.0, 13.0, 15.0, 17.0]
    assert best_rate(served=rows, t_min_s=8.0) == pytest.approx(6 / 17)


def test_an_arrival_in_six_seconds_is_worth_less_than_the_rivals() -> None:
    rate = best_rate(served=served(1, start_s=0.0, eta_s=6.0), t_min_s=1.0)
    assert rate == pytest.approx(1 / 6)
    assert rate < 6 / 17


def test_rivals_that_waited_forty_seconds_win() -> None:
    rows = served(6, start_s=5.0, weight=1.0 + 0.05 * 40)
    assert best_rate(served=rows, t_min_s=8.0) == pytest.approx(18 / 17)


def test_nobody_is_worth_nothing() -> None:
    assert best_rate(served=[], t_min_s=1.0) == 0.0
