"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sewaka.platform.cases import opening
from sewaka.platform.cases.models import Assignment, Case, SlaClock
from sewaka.platform.cases.opening import NumberTaken
from sewaka.platform.cases.tests.conftest import NOW, Cast, OpenCase

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state_group": "DONE"}, "case_closed_iff_final"),
        ({"closed_at": NOW}, "case_closed_iff_final"),
        ({"state_group": "DONE", "closed_at": NOW - timedelta(1)}, "case_closed_after_opened"),
        ({"lat": float("nan")}, "case_position_whole"),
        ({"lon": float("inf")}, "case_position_whole"),
        ({"lat": None}, "case_position_whole"),
        ({"lat": 90.1}, "case_position_whole"),
        ({"version": 0}, "case_version_positive"),
        ({"state_group": "MAYBE"}, "case_state_group_known"),
        ({"visibility": "friends"}, "case_visibility_known"),
        ({"area_code": "51.71."}, "case_area_code_dotted"),
    ],
)
def test_case(changes: dict[str, Any], constraint: str, cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**changes)


def test_number_is_unique(cast: Cast, open_case: OpenCase) -> None:
    one, other = open_case(), open_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(number=one.number)


def test_a_number_drawn_twice_undoes_the_second_case(
    open_case: OpenCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = open_case().number
    monkeypatch.setattr(opening, "new_number", lambda **_: taken)
    with pytest.raises(NumberTaken) as refused, transaction.atomic():
        open_case()
    assert (refused.value.code, refused.value.status) == ("cases.number_taken", 503)
    assert Case.objects.count() == 1


def test_one_holder_and_one_clock_of_a_kind(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    with pytest.raises(IntegrityError, match="assignment_one_open"), transaction.atomic():
        Assignment.objects.create(case=case, holder_role="sample.head", from_at=NOW)
    with pytest.raises(IntegrityError, match="clock_one_running"), transaction.atomic():
        SlaClock.objects.create(
            case=case, kind="response", unit="hours", policy="x", started_at=NOW, due_at=NOW
        )
