"""What an action was given is read by its asks, and every problem is named by field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import Invalid
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.tests.conftest import NOW, Cast, OpenCase
from sewaka.platform.cases.tests.test_move import LATER, refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("action", "given", "problems"),
    [
        ("take", {}, {"answer": "required"}),
        ("take", {"answer": "   \x00 "}, {"answer": "required"}),
        ("take", {"answer": "Ya"}, {"answer": "too_short"}),
        ("take", {"answer": "x" * 41}, {"answer": "too_long"}),
        ("take", {"answer": "......"}, {"answer": "no_words"}),
        ("take", {"answer": ["a"]}, {"answer": "not_a_text"}),
        ("take", {"answer": "Siap pak", "state": "done"}, {"state": "unknown"}),
        ("hand_over", {"agency": "nasa"}, {"agency": "not_an_agency", "reason": "required"}),
        ("hand_over", {"agency": 7, "reason": "alasan"}, {"agency": "not_an_agency"}),
        ("refuse", {"code": "because"}, {"code": "not_a_choice"}),
        ("refuse", {"code": ["spam"]}, {"code": "not_a_choice"}),
    ],
)
def test_input_is_checked_by_the_asks(
    action: str, given: dict[str, Any], problems: dict[str, str], cast: Cast, open_case: OpenCase
) -> None:
    case = open_case()
    refusal = refused(
        Invalid,
        "cases.invalid",
        case_id=case.pk,
        action=action,
        actor=cast.wayan,
        now=LATER,
        given=given,
    )
    assert isinstance(refusal, Invalid)
    assert refusal.fields == problems


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("on", "31-12-2026", "not_a_date"),
        ("on", "2026-02-30", "not_a_date"),
        ("on", 5, "not_a_date"),
        ("cost", "NaN", "not_a_number"),
        ("cost", "1e999999999", "not_a_number"),
        ("cost", "sepuluh", "not_a_number"),
        ("cost", True, "not_a_number"),
        ("is_safe", "mungkin", "not_a_flag"),
        ("is_safe", 1, "not_a_flag"),
    ],
)
def test_dates_numbers_flags(
    field: str, value: Any, code: str, cast: Cast, open_case: OpenCase
) -> None:
    case = open_case()
    cases.move(
        case_id=case.pk, action="take", actor=cast.wayan, now=LATER, given={"answer": "Siap pak"}
    )
    refusal = refused(
        Invalid,
        "cases.invalid",
        case_id=case.pk,
        action="finish",
        actor=cast.wayan,
        now=LATER,
        given={"what": "Sudah bersih", field: value},
    )
    assert isinstance(refusal, Invalid)
    assert refusal.fields == {field: code}


def test_answers_arrive_typed(cast: Cast) -> None:
    from sewaka.platform.cases import asks
    from sewaka.platform.cases.tests.sample.module import WORKFLOW

    finish = WORKFLOW.transition(action="finish", source="working")
    given = {"what": "Beres\r\nsemua", "on": "2026-12-31", "cost": "12,50", "is_safe": "on"}
    assert asks.read(finish.asks, given, actor=ANONYMOUS, now=NOW) == {
        "what": "Beres\nsemua",
        "on": date(2026, 12, 31),
        "cost": Decimal("12.50"),
        "is_safe": True,
    }
    assert asks.read(finish.asks, {"what": "Beres"}, actor=ANONYMOUS, now=NOW) == {
        "what": "Beres",
        "on": None,
        "cost": None,
        "is_safe": False,
    }


def test_an_office_exists_from_local_midnight_on(cast: Cast) -> None:
    from sewaka.platform.agencies.models import Agency
    from sewaka.platform.cases import asks
    from sewaka.platform.cases.tests.sample.module import WORKFLOW

    Agency.objects.filter(code="dlhk").update(active_from=date(2026, 3, 10))
    hand_over = WORKFLOW.transition(action="hand_over", source="received")
    given = {"agency": "dlhk", "reason": "alasan"}
    midnight = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)  # 00.00 WITA of the 10th
    assert asks.read(hand_over.asks, given, actor=ANONYMOUS, now=midnight)["agency"] == "dlhk"
    with pytest.raises(Invalid) as caught:
        asks.read(hand_over.asks, given, actor=ANONYMOUS, now=midnight - timedelta(minutes=1))
    assert caught.value.fields == {"agency": "not_an_agency"}
