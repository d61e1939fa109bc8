"""The work list: the right rows, in order of time left, page by page, at a flat cost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from sewaka.kernel.access import Actor
from sewaka.kernel.calendar import Unit
from sewaka.kernel.errors import Invalid
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.tests.conftest import HAMLET, NOW, Cast, OpenCase

pytestmark = pytest.mark.django_db


def due(at: datetime) -> tuple[cases.ClockStart, ...]:
    return (cases.ClockStart("resolution", at, Unit.HOURS, "light"),)


def titles(actor: Actor, now: datetime = NOW, **filters: Any) -> list[str]:
    page = cases.inbox(actor=actor, filters=cases.Filters(**filters), now=now)
    return [case.title for case in page.cases]


def test_least_time_left_first_and_paused_last(cast: Cast, open_case: OpenCase) -> None:
    open_case(title="besok", clocks=due(NOW + timedelta(days=1)))
    open_case(title="tanpa janji", clocks=())
    open_case(title="nanti", clocks=due(NOW + timedelta(hours=3)))
    assert titles(cast.wayan) == ["nanti", "besok", "tanpa janji"]
    assert titles(cast.komang) == titles(cast.sari) == titles(cast.mayor) == []


def test_views(cast: Cast, open_case: OpenCase) -> None:
    desk: dict[str, Any] = {"agency_id": "pupr", "holder_role": "sample.officer"}
    late = open_case(title="lewat", clocks=due(NOW + timedelta(hours=1)), **desk)
    open_case(title="unit", clocks=due(NOW + timedelta(days=9)), **desk)
    cases.assign(case_id=late.pk, person_id=cast.sari.person_id, actor=cast.sari, now=NOW)
    now = NOW + timedelta(days=1)
    assert titles(cast.sari, now, view=cases.View.DESK) == ["lewat", "unit"]
    assert titles(cast.sari, now, view=cases.View.MINE) == ["lewat"]
    assert titles(cast.sari, now, view=cases.View.LATE) == ["lewat"]
    assert titles(cast.sari2, now, view=cases.View.MINE) == []
    assert titles(cast.agus, now, view=cases.View.DESK) == []
    everything = {
        name: titles(getattr(cast, name), now, view=cases.View.ALL)
        for name in ("sari", "village", "mayor", "agus", "made", "admin")
    }
    assert everything == {
        "sari": ["lewat", "unit"],
        "village": ["lewat", "unit"],
        "mayor": ["lewat", "unit"],
        "agus": [],
        "made": [],
        "admin": [],
    }


def test_closed_cases_leave_the_list(cast: Cast, open_case: OpenCase) -> None:
    case = open_case(title="tutup")
    cases.move(case_id=case.pk, action="refuse", actor=cast.wayan, now=NOW, given={"code": "spam"})
    assert titles(cast.wayan) == []


def test_filters(cast: Cast, open_case: OpenCase) -> None:
    village = Actor(person_id=cast.desk.person_id, grants=cast.desk.grants)
    gutter = open_case(title="Got mampet", holder_role="sample.desk", area_code=HAMLET)
    open_case(title="Lampu padam", holder_role="sample.desk", area_code="51.71.02.1001")
    assert titles(village, area_code="51.71.01") == ["Got mampet"]
    assert titles(village, area_code="51.71.0") == []
    assert titles(village, words="lampu") == ["Lampu padam"]
    assert titles(village, words=gutter.number.lower()) == ["Got mampet"]
    assert titles(village, words="100%") == []
    assert titles(village, state_group="OPEN") == []
    assert titles(village, module="sample", kind="request", state_group="NEW") == [
        "Got mampet",
        "Lampu padam",
    ]


def test_pages_join_without_gap_or_double(cast: Cast, open_case: OpenCase) -> None:
    same = due(NOW + timedelta(days=1))
    for n in range(7):
        open_case(title=f"{n}", clocks=same if n < 4 else ())
    seen: list[str] = []
    after = ""
    for _ in range(4):
        filters = cases.Filters(after=after)
        page = cases.inbox(actor=cast.wayan, filters=filters, now=NOW, size=2)
        seen += [case.title for case in page.cases]
        after = page.next
    assert (sorted(seen), len(seen), after) == ([str(n) for n in range(7)], 7, "")


@pytest.mark.parametrize("cursor", ["x", "%%%", "AAAA", "MjAyNg", "fA", "é"])
def test_foreign_cursor_is_refused(cursor: str, cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        cases.inbox(actor=cast.wayan, filters=cases.Filters(after=cursor), now=NOW)
    assert caught.value.fields == {"after": "not_a_cursor"}


def test_a_page_is_one_query_whatever_its_size(
    cast: Cast, open_case: OpenCase, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(12):
        open_case(title=f"{n}", agency_id="pupr")
    for size in (1, 10):
        with django_assert_num_queries(1):
            page = cases.inbox(actor=cast.wayan, filters=cases.Filters(), now=NOW, size=size)
            assert [case.agency.name for case in page.cases if case.agency] == ["Dinas PUPR"] * size
    with django_assert_num_queries(1):
        assert cases.count(actor=cast.wayan, filters=cases.Filters(), now=NOW) == 12
