"""Messages, notes and assignments: who may, what it leaves, what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import Assignment
from sewaka.platform.cases.tests.conftest import NOW, Cast, OpenCase
from sewaka.platform.cases.tests.test_move import writes

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_author_writes_to_the_office(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    link = Actor(via="link", link_case_id=case.pk)
    entry = cases.comment(case_id=case.pk, actor=link, now=LATER, text=" Sudah lebih parah\r\n ")
    assert (entry.text, entry.audience, entry.role) == ("Sudah lebih parah", "applicant", "citizen")
    case.refresh_from_db()
    assert (case.version, case.state) == (2, "received")
    event = EventRow.objects.get(name="cases.case_noted")
    assert event.data["is_from_office"] is False
    assert "parah" not in str(event.data)


@pytest.mark.parametrize(
    ("name", "audience"),
    [("made", "public"), ("made", "internal"), ("ketut", "applicant"), ("komang", "public")],
)
def test_who_may_not_comment(name: str, audience: str, cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    before = writes()
    with pytest.raises(Forbidden):
        cases.comment(
            case_id=case.pk, actor=getattr(cast, name), now=LATER, text="Halo", audience=audience
        )
    assert writes() == before


def test_komang_may_note_only_where_she_reads(cast: Cast, open_case: OpenCase) -> None:
    public, closed = open_case(), open_case(visibility="parties")
    with pytest.raises(Forbidden):
        cases.note(case_id=public.pk, actor=cast.komang, now=LATER, text="Bukan wilayah saya")
    with pytest.raises(NotFound):
        cases.note(case_id=closed.pk, actor=cast.komang, now=LATER, text="Bukan wilayah saya")
    with pytest.raises(Forbidden):
        cases.note(case_id=public.pk, actor=ANONYMOUS, now=LATER, text="Halo")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "required"), (" \u200b\n", "required"), ("...", "required"), ("x" * 4001, "too_long")],
)
def test_words_are_needed(text: str, code: str, cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    with pytest.raises(Invalid) as caught:
        cases.note(case_id=case.pk, actor=cast.wayan, now=LATER, text=text)
    assert caught.value.fields == {"text": code}


def test_assign_to_a_colleague_and_back(cast: Cast, open_case: OpenCase) -> None:
    case = open_case(agency_id="pupr", holder_role="sample.officer")
    names = [one.name for one in cases.colleagues(case=case, actor=cast.sari, now=LATER)]
    assert names == ["Bu Sari", "Pak Putra"]
    cases.assign(
        case_id=case.pk, person_id=cast.sari2.person_id, actor=cast.sari, now=LATER, version=1
    )
    case.refresh_from_db()
    assert (case.assignee_id, case.version) == (cast.sari2.person_id, 2)
    cases.assign(case_id=case.pk, person_id=None, actor=cast.sari2, now=LATER + timedelta(hours=1))
    spans = list(
        Assignment.objects.filter(case=case)
        .order_by("from_at")
        .values_list("person_id", "from_at", "to_at")
    )
    assert spans == [
        (None, NOW, LATER),
        (cast.sari2.person_id, LATER, LATER + timedelta(hours=1)),
        (None, LATER + timedelta(hours=1), None),
    ]
    entry = case.entries.filter(kind="assigned").order_by("at").first()
    assert entry is not None
    assert (entry.text, entry.audience) == ("Pak Putra", "internal")
    told = list(
        EventRow.objects.filter(name="cases.case_assigned")
        .order_by("position")
        .values_list("data__assignee_id", flat=True)
    )
    assert told == [str(cast.sari2.person_id), None]


def test_assign_refusals(cast: Cast, open_case: OpenCase) -> None:
    case = open_case(agency_id="pupr", holder_role="sample.officer")
    before = writes()
    with pytest.raises(Forbidden):
        cases.assign(case_id=case.pk, person_id=None, actor=cast.agus, now=LATER)
    with pytest.raises(Stale):
        cases.assign(case_id=case.pk, person_id=None, actor=cast.sari, now=LATER, version=7)
    with pytest.raises(Invalid) as foreign:
        cases.assign(case_id=case.pk, person_id=cast.agus.person_id, actor=cast.sari, now=LATER)
    with pytest.raises(Invalid) as same:
        cases.assign(case_id=case.pk, person_id=None, actor=cast.sari, now=LATER)
    assert (foreign.value.fields, same.value.fields) == (
        {"person": "not_at_desk"},
        {"person": "already"},
    )
    assert writes() == before


def test_closed_case_is_not_assigned(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    cases.move(
        case_id=case.pk, action="refuse", actor=cast.wayan, now=LATER, given={"code": "spam"}
    )
    with pytest.raises(DomainError) as caught:
        cases.assign(case_id=case.pk, person_id=cast.wayan.person_id, actor=cast.wayan, now=LATER)
    assert caught.value.code == "cases.closed"


def test_bulk_assign_tells_each(cast: Cast, open_case: OpenCase) -> None:
    mine = open_case(agency_id="pupr", holder_role="sample.officer")
    foreign = open_case()
    lines = cases.bulk_assign(
        chosen=[(mine.pk, 1), (foreign.pk, 1)],
        person_id=cast.sari.person_id,
        actor=cast.sari,
        now=LATER,
    )
    assert [(line.number, line.code) for line in lines] == [
        (mine.number, ""),
        (foreign.number, "cases.forbidden"),
    ]
