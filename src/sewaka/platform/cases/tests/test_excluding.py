"""A sealed case does not exist for the offices that it speaks of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sewaka.kernel.access import Actor, Held
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.inbox import Filters, View
from sewaka.platform.cases.tests.conftest import HAMLET, NOW, Cast, OpenCase, _person
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def tip(open_case: OpenCase) -> cases.Case:
    """A tip about Dinas LHK, in the hands of the inspectors."""
    sealed: dict[str, Any] = {
        "visibility": "secret",
        "kind": "sealed",
        "holder_role": "sample.inspector",
    }
    return open_case(**sealed)


def knows(actor: Actor, case: cases.Case) -> bool:
    """By number, in the list and in every view of the work list: always the same answer."""
    try:
        cases.get_case(actor=actor, number=case.number)
        by_number = True
    except NotFound:
        by_number = False
    listed = cases.visible_cases(actor=actor).filter(pk=case.pk).exists()
    assert listed is by_number
    for view in View:
        filters = Filters(view=view, words=case.number)
        page = cases.inbox(actor=actor, filters=filters, now=LATER)
        counted = cases.count(actor=actor, filters=filters, now=LATER)
        assert len(page.cases) == counted
        assert by_number or counted == 0
    return by_number


def test_the_office_concerned_does_not_know_whatever_else_its_people_are(
    cast: Cast, tip: cases.Case
) -> None:
    double = _person(
        "Pak Dua",
        Held("sample.officer", agency_code="dlhk"),
        Held("sample.inspector"),
        Held("admin"),
        Held("mayor"),
        Held("auditor"),
    )
    assert knows(double, tip)
    cases.exclude(case_id=tip.pk, units=["dlhk"], actor=cast.inspector, now=LATER)
    assert not knows(double, tip)
    assert knows(cast.inspector, tip)
    assert knows(cast.made, tip), "the author keeps theirs"


def test_an_area_is_an_office_too(cast: Cast, tip: cases.Case) -> None:
    head = _person("Pak Kaling", Held("sample.head", area_code=HAMLET), Held("sample.inspector"))
    assert knows(head, tip)
    cases.exclude(case_id=tip.pk, units=[HAMLET], actor=cast.inspector, now=LATER)
    assert not knows(head, tip)


def test_who_is_shut_out_can_not_be_given_the_case(cast: Cast, tip: cases.Case) -> None:
    double = _person("Pak Dua", Held("sample.officer", "", "dlhk"), Held("sample.inspector"))
    cases.assign(case_id=tip.pk, person_id=double.person_id, actor=cast.inspector, now=LATER)
    left = cases.exclude(case_id=tip.pk, units=["dlhk"], actor=cast.inspector, now=LATER)
    assert left.assignee_id is None
    offered = cases.colleagues(case=left, actor=cast.inspector, now=LATER)
    assert [one.person_id for one in offered] == [cast.inspector.person_id]


def test_the_log_says_how_many_offices_and_never_which(cast: Cast, tip: cases.Case) -> None:
    cases.exclude(case_id=tip.pk, units=["dlhk", HAMLET], actor=cast.inspector, now=LATER)
    told = EventRow.objects.get(name="cases.case_sealed_off")
    assert told.data["offices"] == 2
    assert "dlhk" not in str(told.data)
    lines = {
        name: [line.kind for line in cases.timeline(case=tip, actor=getattr(cast, name))]
        for name in ("inspector", "made")
    }
    assert lines == {"inspector": ["opened", "remark"], "made": ["opened"]}


def test_choosing_the_same_again_writes_nothing(cast: Cast, tip: cases.Case) -> None:
    cases.exclude(case_id=tip.pk, units=["dlhk"], actor=cast.inspector, now=LATER)
    with nothing_written():
        cases.exclude(case_id=tip.pk, units=["dlhk"], actor=cast.inspector, now=LATER)


def test_nobody_shuts_themselves_out(cast: Cast, tip: cases.Case) -> None:
    double = _person("Pak Dua", Held("sample.officer", "", "dlhk"), Held("sample.inspector"))
    with nothing_written(), pytest.raises(Invalid) as refused:
        cases.exclude(case_id=tip.pk, units=["dlhk"], actor=double, now=LATER)
    assert refused.value.fields == {"units": "own_office"}


def test_only_who_reads_sealed_cases_chooses(cast: Cast, tip: cases.Case) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        cases.exclude(case_id=tip.pk, units=["dlhk"], actor=cast.made, now=LATER)
    with nothing_written(), pytest.raises(NotFound):
        cases.exclude(case_id=tip.pk, units=["dlhk"], actor=cast.admin, now=LATER)


def test_an_open_case_is_hidden_from_no_office(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    with nothing_written(), pytest.raises(DomainError) as refused:
        cases.exclude(case_id=case.pk, units=["dlhk"], actor=cast.wayan, now=LATER)
    assert refused.value.code == "cases.not_sealed"
