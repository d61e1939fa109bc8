"""Capacity, delay, cycle and level of service, against sheets worked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sewaka.modules.traffic.control import los, pkji
from sewaka.modules.traffic.control.los import Level, RoadClass
from sewaka.modules.traffic.control.pkji import Approach, Equivalents, PkjiRefused, sheet

OPPOSED, MKJI = pkji.OPPOSED, pkji.MKJI_PROTECTED
Given = tuple[float, float, float, float, float, float]


def approach(given_: Given, **rest: float | Equivalents) -> Approach:
    return Approach(*given_, **rest)  # type: ignore[arg-type]  # the table's columns by name


# Width; motorcycles, cars, heavy per hour; cycle, green; the rest. Then q, J, C, DJ, NQ1, NQ2, T.
# The first four are the specification's; the others were worked with 30 digits apart from the code.
SHEETS: list[tuple[Given, dict[str, float | Equivalents], tuple[float, ...]]] = [
    ((6.0, 1200, 400, 30, 90, 40), {}, (619.0, 3600, 1600, 0.387, 0, 10.38, 19.2)),
    (
        (6.0, 2400, 700, 40, 90, 40),
        {"turning_share": 0.2},
        (1112, 3600, 1600, 0.695, 0.64, 22.35, 24.8),
    ),
    (
        (7.0, 3000, 900, 50, 120, 45),
        {"friction": 0.94, "city_size": 0.94, "right_share": 0.2, "turning_share": 0.3},
        (1415, 3904.1, 1464.0, 0.967, 9.92, 46.24, 65.3),
    ),
    ((5.0, 600, 150, 10, 80, 40), {}, (253, 3000, 1500, 0.169, 0, 3.07, 12.9)),
    ((3.5, 900, 150, 5, 80, 25), {}, (291.5, 2100.0, 656.2, 0.444, 0.0, 5.17, 24.8)),
    ((3.5, 1500, 220, 10, 80, 25), {}, (458.0, 2100.0, 656.2, 0.698, 0.65, 8.95, 31.1)),
    (
        (4.0, 800, 120, 0, 70, 20),
        {"equivalents": OPPOSED},
        (440.0, 2400.0, 685.7, 0.642, 0.39, 7.48, 27.2),
    ),
    (
        (4.5, 1100, 260, 12, 90, 30),
        {"equivalents": OPPOSED, "turning_share": 0.25},
        (715.6, 2700.0, 900.0, 0.795, 1.42, 16.23, 36.6),
    ),
    (
        (5.5, 2000, 380, 25, 100, 35),
        {"friction": 0.93},
        (712.5, 3069.0, 1074.2, 0.663, 0.48, 16.75, 32.3),
    ),
    (
        (6.0, 3200, 420, 18, 110, 38),
        {"city_size": 0.94, "friction": 0.93},
        (923.4, 3147.1, 1087.2, 0.849, 2.26, 26.14, 44.4),
    ),
    (
        (6.5, 2800, 650, 40, 120, 50),
        {"left_share": 0.15},
        (1122.0, 3806.4, 1586.0, 0.707, 0.71, 30.94, 33.6),
    ),
    (
        (7.0, 4000, 700, 60, 130, 55),
        {"right_share": 0.25, "turning_share": 0.4},
        (1378.0, 4473.0, 1892.4, 0.728, 0.84, 41.49, 36.5),
    ),
    (
        (7.5, 2500, 500, 30, 90, 30),
        {"gradient": 0.97},
        (914.0, 4365.0, 1455.0, 0.628, 0.34, 19.27, 29.2),
    ),
    (
        (8.0, 3600, 800, 45, 120, 42),
        {"parking": 0.9, "turning_share": 0.1},
        (1398.5, 4320.0, 1512.0, 0.925, 5.19, 44.81, 53.7),
    ),
    (
        (9.0, 5200, 900, 80, 130, 48),
        {
            "city_size": 0.94,
            "friction": 0.94,
            "right_share": 0.1,
            "left_share": 0.2,
            "turning_share": 0.3,
        },
        (1784.0, 4738.8, 1749.7, 1.02, 31.55, 65.17, 111.2),
    ),
    ((10.5, 4800, 1100, 70, 100, 40), {}, (1911.0, 6300.0, 2520.0, 0.758, 1.07, 45.72, 30.5)),
    (
        (3.0, 300, 60, 2, 60, 15),
        {"friction": 0.95},
        (107.6, 1710.0, 427.5, 0.252, 0.0, 1.44, 20.9),
    ),
    (
        (5.0, 1800, 500, 20, 90, 28),
        {"equivalents": MKJI},
        (886.0, 3000.0, 933.3, 0.949, 6.87, 21.65, 61.4),
    ),
    (
        (6.0, 1200, 400, 30, 60, 27),
        {"turning_share": 0.5},
        (619.0, 3600.0, 1620.0, 0.382, 0.0, 6.85, 14.6),
    ),
    (
        (4.0, 1400, 300, 15, 100, 22),
        {"city_size": 0.94},
        (529.5, 2256.0, 496.3, 1.067, 22.77, 14.99, 214.1),
    ),
]


@pytest.mark.parametrize(("given_", "rest", "expected"), SHEETS)
def test_sheets(
    given_: Given, rest: dict[str, float | Equivalents], expected: tuple[float, ...]
) -> None:
    found = sheet(approach=approach(given_, **rest))
    printed = (
        found.flow_pcu_h,
        found.saturation_flow_pcu_h,
        found.capacity_pcu_h,
        found.degree_of_saturation,
        found.queue_left_pcu,
        found.queue_red_pcu,
        found.delay_s,
    )
    half_a_digit = (0.051, 0.051, 0.051, 0.00051, 0.0051, 0.0051, 0.051)
    for value, wanted, within in zip(printed, expected, half_a_digit, strict=True):
        assert value == pytest.approx(wanted, abs=within)


def test_queue_length_stops_and_limit() -> None:
    found = sheet(approach=Approach(6.0, 1200, 400, 30, 90, 40, entry_m=7.0))
    assert found.queue_length_m == pytest.approx(10.38 * 20 / 7, abs=0.02)
    assert found.stop_ratio == pytest.approx(0.9 * 10.38 / (619 * 90) * 3600, abs=0.001)
    assert not found.is_over_limit
    assert sheet(approach=approach(SHEETS[2][0], **SHEETS[2][1])).is_over_limit


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ((6.0, 0, 9000, 0, 90, 45), "rh_dj"),
        ((6.0, -1, 400, 30, 90, 40), "nonsense"),
        ((0.0, 1200, 400, 30, 90, 40), "nonsense"),
        ((6.0, 1200, 400, 30, 90, 90), "nonsense"),
        ((6.0, 1200, 400, 30, 90, 0), "nonsense"),
        ((6.0, 1200, math.nan, 30, 90, 40), "nonsense"),
        ((6.0, 1200, 400, 30, math.inf, 40), "nonsense"),
    ],
)
def test_refused_sheets(given_: Given, code: str) -> None:
    with pytest.raises(PkjiRefused) as refusal:
        sheet(approach=approach(given_))
    assert refusal.value.code == code


def test_refused_shares() -> None:
    with pytest.raises(PkjiRefused, match="nonsense turning_share"):
        sheet(approach=approach(SHEETS[0][0], turning_share=1.5))


@given(
    st.floats(2.5, 12.0),
    st.floats(0, 4000),
    st.floats(0, 1200),
    st.floats(50, 140),
    st.floats(0.2, 0.6),
)
def test_more_traffic_never_waits_less(
    width: float, motorcycles: float, cars: float, cycle: float, part: float
) -> None:
    given_ = (width, motorcycles, cars, 10.0, cycle, cycle * part)
    more = approach((width, motorcycles + 50, cars + 10, *given_[3:]))
    assume(part * pkji.flow_pcu_h(approach=more) / (600 * width * part) < 0.99)
    busier, calm = sheet(approach=more), sheet(approach=approach(given_))
    assert busier.delay_s >= calm.delay_s - 1e-9
    assert busier.queue_length_m >= calm.queue_length_m


def test_cycles_of_the_manual() -> None:
    assert pkji.cycle_s(lost_s=10, flow_ratios=(0.25, 0.30)) == pytest.approx(44.4, abs=0.05)
    assert pkji.cycle_s(lost_s=15, flow_ratios=(0.20, 0.25, 0.20)) == pytest.approx(78.6, abs=0.05)
    assert pkji.greens_s(cycle=44.0, lost_s=10, flow_ratios=(0.25, 0.30)) == pytest.approx(
        (15.45, 18.55), abs=0.01
    )
    assert [pkji.usual_cycle_s(stages=n)[0] for n in (2, 3, 4)] == [40, 50, 80]


@pytest.mark.parametrize(
    ("ratios", "code"),
    [((0.5, 0.45), "sum_r"), ((), "nonsense"), ((0.0, 0.0), "nonsense"), ((-0.1, 0.3), "nonsense")],
)
def test_refused_cycles(ratios: tuple[float, ...], code: str) -> None:
    with pytest.raises(PkjiRefused) as refusal:
        pkji.cycle_s(lost_s=10, flow_ratios=ratios)
    assert refusal.value.code == code


def test_no_green_is_left() -> None:
    with pytest.raises(PkjiRefused):
        pkji.greens_s(cycle=10.0, lost_s=10.0, flow_ratios=(0.2,))


@pytest.mark.parametrize(
    ("delay_s", "level"),
    [
        (0.0, "A"),
        (5.0, "A"),
        (5.05, "B"),
        (15.0, "B"),
        (15.01, "C"),
        (25.0, "C"),
        (40.0, "D"),
        (60.0, "E"),
        (60.1, "F"),
        (1096.0, "F"),  # the published junction Kediri in Tabanan (MKJI, DS 2.46)
    ],
)
def test_level_of_delay(delay_s: float, level: str) -> None:
    assert los.of_delay(delay_s=delay_s) == level


def test_level_of_a_link_and_the_worse_of_two() -> None:
    assert [
        los.of_ratio(volume_to_capacity=v).value for v in (0.2, 0.45, 0.7, 0.85, 1.0, 1.01)
    ] == (list("ABCDEF"))
    assert los.worse(levels=[Level.B, Level.D, Level.A]) is Level.D
    assert los.is_as_wanted(level=Level.B, road=RoadClass.PRIMARY_ARTERIAL)
    assert not los.is_as_wanted(level=Level.C, road=RoadClass.PRIMARY_COLLECTOR)
    assert los.is_as_wanted(level=Level.C, road=RoadClass.PRIMARY_LOCAL)


@pytest.mark.parametrize("delay_s", [-0.1, math.nan])
def test_no_level_for_nonsense(delay_s: float) -> None:
    with pytest.raises(ValueError, match="no level"):
        los.of_delay(delay_s=delay_s)


def test_density() -> None:
    assert los.density_of_count(vehicles=6, length_m=150) == 40.0
    assert los.density_of_occupancy(occupancy=0.28, vehicle_m=5.0, detector_m=2.0) == (
        pytest.approx(40.0)
    )
    assert los.smoothed(before=40.0, now=50.0) == pytest.approx(42.0)
    with pytest.raises(ValueError, match="length"):
        los.density_of_count(vehicles=1, length_m=0)
