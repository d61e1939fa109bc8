"""The clock of 72 hours, and the floor under a retention."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.errors import DomainError
from sewaka.platform.privacy import rules

OPENED = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)  # the day before Nyepi, which stops nothing
HOUR = timedelta(hours=1)


def test_an_answer_is_due_after_three_times_24_hours_whatever_the_calendar() -> None:
    assert rules.due_at(OPENED) == datetime(2026, 3, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "given", "due"),
    [(23, 0, 0), (24, 0, 1), (24, 1, 0), (48, 1, 1), (48, 0, 2), (72, 2, 1), (900, 3, 0)],
)
def test_warnings_come_at_24_48_and_72_hours_once_each(hours: int, given: int, due: int) -> None:
    now = OPENED + hours * HOUR
    assert rules.warnings_due(opened_at=OPENED, now=now, given=given) == due


@given(st.integers(0, 200), st.integers(0, 200))
def test_looking_often_never_warns_more_than_looking_late(first: int, second: int) -> None:
    early, late = sorted((first, second))
    at_first = rules.warnings_due(opened_at=OPENED, now=OPENED + early * HOUR, given=0)
    later = rules.warnings_due(opened_at=OPENED, now=OPENED + late * HOUR, given=at_first)
    at_once = rules.warnings_due(opened_at=OPENED, now=OPENED + late * HOUR, given=0)
    assert at_first + later == at_once


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_nothing_is_kept_shorter_than_the_law_says(keep: int, at_least: int) -> None:
    times = {"keep": timedelta(days=keep), "at_least": timedelta(days=at_least)}
    if keep >= at_least:
        rules.check_keep(code="x", **times)
    else:
        with pytest.raises(DomainError) as refused:
            rules.check_keep(code="x", **times)
        assert refused.value.code == "privacy.retention.too_short"
