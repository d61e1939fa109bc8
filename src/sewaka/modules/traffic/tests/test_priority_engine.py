"""Priority through the engine: a corridor over remote shells, and what happens when it breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.priority import RequestState, VehicleClass
from sewaka.modules.traffic.engine.engine import Engine, Hold
from sewaka.modules.traffic.engine.priority import Asked
from sewaka.modules.traffic.layout import posts_of
from sewaka.modules.traffic.tests.riding import CORRIDOR, Drive, with_signals

NET = with_signals(*CORRIDOR)
HERE = "J06"


@pytest.fixture
def drive() -> Drive:
    """Hardly anybody on the streets, half a minute after the start."""
    found = Drive(net=NET)
    found.run(30)
    return found


def asked(drive: Drive, *, stage: int, in_s: float, **more: object) -> Asked:
    """A request at one junction."""
    row = Asked(
        new_id(), "AMB-1", VehicleClass.EMERGENCY, HERE, "J05-J06", stage,
        drive.city.street.now_s + in_s, 5.0, RequestState.REQUESTED,
    )  # fmt: skip
    row = replace(row, **more)  # type: ignore[arg-type]  # fields of it
    drive.ledger.rows[row.id] = row
    return row


def mode(drive: Drive) -> Mode:
    return drive.city.wire.last[HERE].mode


def state(drive: Drive, row: Asked) -> str:
    return drive.ledger.rows[row.id].state.value


def test_an_ambulance_gets_a_corridor_and_the_side_streets_their_time_back(drive: Drive) -> None:
    drive.send()
    drive.until_left()
    for code in CORRIDOR:
        assert drive.ledger.states(code)[:2] == ["granted", "active"]
        assert [mode for _, mode in drive.modes[code]][1:3] == [Mode.PREEMPT, Mode.RECOVERY]
        assert drive.ledger.exits[code] == "vehicle"
    drive.run(120)
    assert {drive.ledger.states(code)[-1] for code in CORRIDOR} == {"done"}
    assert drive.city.wire.modes() == {Mode.ADAPTIVE}
    assert drive.city.street.alarms == []


def test_with_a_broken_radio_the_detectors_say_that_it_has_passed(drive: Drive) -> None:
    drive.ledger.is_silent = True
    drive.send()
    drive.until_left()
    drive.run(120)
    assert set(drive.ledger.exits.values()) <= {"detectors", "time"}
    assert "detectors" in drive.ledger.exits.values()
    assert {drive.ledger.states(code)[-1] for code in CORRIDOR} == {"done"}


def test_nobody_comes_and_the_minute_is_over(drive: Drive) -> None:
    row = asked(drive, stage=1, in_s=20.0)
    drive.run(15)
    assert (mode(drive), state(drive, row)) == (Mode.PREEMPT, "active")
    drive.run(70)
    assert mode(drive) is not Mode.PREEMPT
    assert drive.ledger.exits[HERE] == "time"
    drive.run(120)
    assert (mode(drive), state(drive, row)) == (Mode.ADAPTIVE, "done")


def test_a_dead_engine_leaves_nobody_in_preemption_and_the_next_one_goes_on(drive: Drive) -> None:
    row = asked(drive, stage=1, in_s=20.0)
    drive.run(15)
    assert mode(drive) is Mode.PREEMPT
    drive.city.run(6, with_engine=False)
    assert drive.city.street.units[HERE].shell.mode is not Mode.PREEMPT
    drive.city.engine = Engine(posts=posts_of(net=NET), room=drive.city.wire, first_order=10**9)
    drive.run(4)
    assert (mode(drive), state(drive, row)) == (Mode.PREEMPT, "active")
    drive.ledger.rows[row.id] = replace(drive.ledger.rows[row.id], has_passed=True)
    drive.run(3)
    assert mode(drive) is not Mode.PREEMPT
    drive.city.engine = Engine(posts=posts_of(net=NET), room=drive.city.wire, first_order=10**10)
    drive.run(120)
    assert state(drive, row) == "done"  # though another engine saw it pass


def test_of_two_in_conflict_the_earlier_goes_and_the_other_is_told(drive: Drive) -> None:
    late = asked(drive, stage=1, in_s=80.0)
    drive.run(2)
    early = asked(drive, stage=2, in_s=30.0, vehicle="AMB-2")
    drive.run(2)
    assert state(drive, early) in {"granted", "active"}
    assert state(drive, late) == "queued"
    drive.run(25)
    assert drive.city.wire.last[HERE].stage == 2
    drive.ledger.rows[early.id] = replace(drive.ledger.rows[early.id], has_passed=True)
    drive.run(30)
    assert (state(drive, late), drive.city.wire.last[HERE].stage) == ("active", 1)


def test_an_operator_says_no(drive: Drive) -> None:
    row = asked(drive, stage=1, in_s=20.0)
    drive.run(12)
    assert mode(drive) is Mode.PREEMPT
    drive.ledger.rows[row.id] = replace(drive.ledger.rows[row.id], state=RequestState.OVERRIDDEN)
    drive.run(3)
    assert mode(drive) is not Mode.PREEMPT
    drive.run(90)
    assert (mode(drive), state(drive, row)) == (Mode.ADAPTIVE, "overridden")


def test_preemption_wins_over_an_override_which_resumes_with_what_is_left(drive: Drive) -> None:
    now_s = drive.city.street.now_s
    drive.city.engine.sync([Hold(new_id(), HERE, 0, now_s + 200.0, "truk mogok")], now_s=now_s)
    drive.run(5)
    assert mode(drive) is Mode.MANUAL
    row = asked(drive, stage=1, in_s=15.0)
    drive.run(15)
    assert (mode(drive), drive.city.wire.last[HERE].stage) == (Mode.PREEMPT, 1)
    drive.ledger.rows[row.id] = replace(drive.ledger.rows[row.id], has_passed=True)
    drive.run(90)
    assert (mode(drive), drive.city.wire.last[HERE].stage) == (Mode.MANUAL, 0)
    drive.run(int(now_s + 205.0 - drive.city.street.now_s))
    assert mode(drive) is Mode.ADAPTIVE


def test_what_never_comes_expires(drive: Drive) -> None:
    first = asked(drive, stage=1, in_s=-10.0)
    second = asked(drive, stage=2, in_s=-119.0, vehicle="AMB-2")
    drive.run(4)
    assert state(drive, second) == "expired"
    assert state(drive, first) != "expired"


def test_a_bus_breaks_nothing(drive: Drive) -> None:
    """Its green a little earlier or longer: nobody leaves the adaptive mode for it."""
    row = asked(drive, stage=1, in_s=20.0, kind=VehicleClass.BUS)
    drive.run(45)
    assert {mode for _, mode in drive.modes[HERE]} == {Mode.ADAPTIVE}
    assert (drive.ledger.exits[HERE], state(drive, row)) == ("time", "done")
