"""A case as pages show it: chip, promises, history."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sewaka.kernel.ui.values import PromiseState
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.tests.conftest import NOW, Cast, OpenCase

pytestmark = pytest.mark.django_db
RESPONSE_DUE = NOW + timedelta(hours=24)


def states(case: cases.Case, now: datetime) -> list[PromiseState]:
    return [promise.state for promise in cases.promises(case, now=now)]


@pytest.mark.parametrize(
    ("now", "state", "days"),
    [
        (NOW, PromiseState.ON_TIME, 1),
        (NOW + timedelta(hours=20), PromiseState.NEAR, 0),
        (RESPONSE_DUE, PromiseState.NEAR, 0),
        (RESPONSE_DUE + timedelta(minutes=1), PromiseState.LATE, 0),
        (RESPONSE_DUE + timedelta(days=1), PromiseState.LATE, -1),
    ],
)
def test_a_promise_comes_nearer(
    now: datetime, state: PromiseState, days: int, cast: Cast, open_case: OpenCase
) -> None:
    response, resolution = cases.promises(open_case(), now=now)
    assert (response.state, response.days_left) == (state, days)
    assert (resolution.state, resolution.met_at) == (PromiseState.ON_TIME, None)


def test_kept_missed_and_paused(cast: Cast, open_case: OpenCase) -> None:
    kept, missed, paused = open_case(), open_case(), open_case()
    take = {"answer": "Siap pak"}
    late = RESPONSE_DUE + timedelta(hours=1)
    cases.move(case_id=kept.pk, action="take", actor=cast.wayan, now=NOW, given=take)
    cases.move(case_id=missed.pk, action="take", actor=cast.wayan, now=late, given=take)
    ask = {"question": "Di mana?"}
    cases.move(case_id=paused.pk, action="ask", actor=cast.wayan, now=NOW, given=ask)
    assert states(kept, late)[0] is PromiseState.MET
    assert states(missed, late)[0] is PromiseState.MISSED
    assert states(paused, late) == [PromiseState.PAUSED, PromiseState.PAUSED]


def test_overdue_days_stand_on_the_chip_of_open_cases_only(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    later = RESPONSE_DUE + timedelta(days=2)
    assert cases.status(case, now=NOW).overdue_days == 0
    assert cases.status(case, now=later).overdue_days == 2
    refuse = {"code": "spam"}
    cases.move(case_id=case.pk, action="refuse", actor=cast.wayan, now=later, given=refuse)
    case.refresh_from_db()
    assert cases.status(case, now=later + timedelta(days=9)).overdue_days == 0


def test_missed_promise_is_told_with_its_date(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    cases.mark_breaches(now=NOW + timedelta(days=30))
    lines = cases.timeline(case=case, actor=cast.made)
    shown = cases.entries(lines, case=case, actor=cast.made, now=NOW)
    assert [entry.icon for entry in shown] == ["", "alarm-clock", "alarm-clock"]
    assert "10 Mar 2026" in shown[1].text
    assert "16 Mar 2026" in shown[2].text
