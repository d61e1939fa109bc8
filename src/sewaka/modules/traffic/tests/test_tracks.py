"""Whom the adaptive controller believes: nobody out of nothing, nobody gone who stood there."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.traffic.control.observe import LaneObservation
from sewaka.modules.traffic.control.tracks import Doubt, LaneTracks

Rows = list[tuple[float, float]]  # metres before the line, m/s


def zone(rows: Rows) -> LaneObservation:
    """What a zone says of these; who stands has waited for five seconds."""
    distance, speed = (np.array([row[at] for row in rows], dtype=np.float64) for at in (0, 1))
    return LaneObservation(
        lane=0,
        distance_m=distance,
        speed_ms=speed,
        waiting_s=np.where(speed < 1.0, 5.0, 0.0),
        share=np.ones(len(rows)),
        vehicle_class=np.full(len(rows), 2, dtype=np.int8),
        passed=0,
        occupancy=0.0,
    )


def believed(*seconds: Rows, every_s: float = 1.0) -> list[Rows]:
    """Who is believed in each of the seconds."""
    tracks = LaneTracks()
    found = [tracks.look(seen=zone(r), t_s=n * every_s) for n, r in enumerate(seconds)]
    return [
        list(zip(each.distance_m.tolist(), each.speed_ms.tolist(), strict=True)) for each in found
    ]


def test_who_is_there_at_the_beginning_is_believed() -> None:
    assert believed([(5.0, 0.0), (12.0, 0.0)]) == [[(5.0, 0.0), (12.0, 0.0)]]


def test_who_stands_where_nobody_came_is_believed_the_second_time() -> None:
    assert believed([], [(40.0, 0.0)], [(40.5, 0.2)]) == [[], [], [(40.5, 0.2)]]


def test_a_ghost_of_one_second_never_counts() -> None:
    queue = [(2.0, 0.0), (9.0, 0.0)]
    assert believed(queue, [*queue, (70.0, 0.0)], queue) == [queue, queue, queue]


def test_who_arrives_counts_at_once() -> None:
    assert believed([], [(140.0, 12.0)], [(128.0, 12.0)])[1:] == [[(140.0, 12.0)], [(128.0, 12.0)]]


def test_who_stood_is_missed_for_one_second_and_no_longer() -> None:
    found = believed([(3.0, 0.0)], [], [])
    assert found == [[(3.0, 0.0)], [(3.0, 0.0)], []]


def test_who_waits_goes_on_waiting_while_unseen() -> None:
    tracks = LaneTracks()
    tracks.look(seen=zone([(3.0, 0.0)]), t_s=0.0)
    assert tracks.look(seen=zone([]), t_s=1.0).waiting_s.tolist() == [6.0]


def test_who_drove_on_is_gone() -> None:
    assert believed([(8.0, 10.0)], [])[1] == []
    assert believed([(1.0, 1.5)], [])[1] == []


def test_after_a_gap_all_are_believed_anew() -> None:
    assert believed([(3.0, 0.0)], [(50.0, 0.0)], every_s=4.0)[1] == [(50.0, 0.0)]


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 150), st.floats(0, 20)), max_size=8),
        min_size=1,
        max_size=6,
    )
)
def test_nobody_is_counted_twice_and_nobody_lasts_unseen(seconds: list[Rows]) -> None:
    """At most who is seen now or was believed a second ago; after two empty seconds nobody."""
    found = believed(*seconds, [], [])
    before = 0
    for rows, those in zip([*seconds, [], []], found, strict=True):
        assert len(those) <= len(rows) + before
        before = len(those)
    assert found[-1] == []


@given(st.lists(st.floats(0, 150), max_size=8, unique=True))
def test_a_standing_queue_stays_as_it_is(places: list[float]) -> None:
    rows = sorted((place, 0.0) for place in places)
    assert believed(rows, rows, rows) == [rows, rows, rows]


def doubted(*seconds: Rows) -> bool:
    """Whether a detector that said this is doubted at the end."""
    tracks, doubt = LaneTracks(), Doubt()
    found = False
    for number, rows in enumerate(seconds):
        tracks.look(seen=zone(rows), t_s=float(number))
        found = doubt.look(tracks=[tracks])
    return found


def test_a_detector_that_errs_often_is_doubted() -> None:
    queue = [(2.0, 0.0), (9.0, 0.0), (16.0, 0.0)]
    assert not doubted(*[queue] * 60)
    assert doubted(*[queue, [*queue, (80.0, 0.0), (120.0, 0.0)]] * 30)
    assert doubted(*[queue, queue, queue[:1]] * 20)


def test_an_empty_road_says_nothing_of_its_detector() -> None:
    assert not doubted([], [(40.0, 0.0)], [], [])


def test_a_gap_says_nothing_of_the_detector() -> None:
    tracks = LaneTracks()
    for t_s, rows in ((0.0, []), (1.0, [(40.0, 0.0)]), (9.0, [(40.0, 0.0)])):
        tracks.look(seen=zone(rows), t_s=t_s)
    assert (tracks.standing, tracks.odd) == (0, 0)


def test_doubt_passes_when_the_detector_is_mended() -> None:
    queue = [(2.0, 0.0), (9.0, 0.0), (16.0, 0.0)]
    assert not doubted(*[[*queue, (80.0, 0.0)], queue] * 30, *[queue] * 300)
