"""Figures over cases: worked by hand, then compared."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sewaka.platform.agencies.models import Agency
from sewaka.platform.cases.models import Case, Visibility
from sewaka.platform.cases.statistics import Counts, standing
from tests.cast import NOW, PANJER, SESETAN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def case(number: int, *, age: float, took: float | None = None, **more: object) -> Case:
    """A case opened `age` days ago and closed `took` days later."""
    opened_at = NOW - age * DAY
    row = {
        "number": f"T26-{number}",
        "module": "trial",
        "kind": "trial",
        "workflow": "trial",
        "workflow_version": 1,
        "state": "done" if took is not None else "new",
        "state_group": "DONE" if took is not None else "NEW",
        "title": "Got mampet",
        "visibility": Visibility.PUBLIC,
        "opened_at": opened_at,
        "state_since": opened_at,
        "due_at": None if took is not None else opened_at + 3 * DAY,
        "closed_at": None if took is None else opened_at + took * DAY,
    }
    return Case.objects.create(**row | more)


def test_counts_and_medians_by_agency_and_village() -> None:
    works = Agency.objects.get(code="pupr")
    case(1, age=10, agency=works, area_code=f"{SESETAN}.001")  # open, overdue
    case(2, age=1, agency=works, area_code=SESETAN)  # open, in time
    case(3, age=20, took=2, agency=works, area_code=PANJER)
    case(4, age=20, took=5, area_code=PANJER)
    case(5, age=400, took=390, area_code=PANJER)  # received before the period, closed in it
    case(6, age=400, took=10, area_code=PANJER)  # wholly before the period

    found = standing(now=NOW, days=30)

    assert found.total == Counts(received=4, open=2, overdue=1, closed=3, median_days=5.0)
    assert found.by_agency["pupr"] == Counts(
        received=3, open=2, overdue=1, closed=1, median_days=2.0
    )
    assert found.by_village == {
        SESETAN: Counts(received=2, open=2, overdue=1, closed=0, median_days=None),
        PANJER: Counts(received=2, open=0, overdue=0, closed=3, median_days=5.0),
    }


def test_an_area_narrows_and_does_not_catch_its_longer_named_neighbour() -> None:
    case(1, age=1, area_code="51.71.01.1003")
    case(2, age=1, area_code="51.71.01.10031")
    assert standing(now=NOW, days=30, area_code="51.71.01.1003").total.open == 1


def test_sealed_cases_are_not_counted_at_all() -> None:
    case(1, age=1, visibility=Visibility.SECRET, area_code=SESETAN)
    found = standing(now=NOW, days=30)
    assert found.total == Counts()
    assert found.by_village == {}


def test_an_empty_city_has_zeros_and_no_median() -> None:
    assert standing(now=NOW, days=7).total == Counts()
