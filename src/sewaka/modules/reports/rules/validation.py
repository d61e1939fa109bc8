"""Who looks at finished work: never the office that did it (brief, section 4, `validate`)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sewaka.kernel.calendar import Budget, Unit
from sewaka.modules.reports.rules.routing import Desk

VALIDATOR: Final = "reports.validator"  # Bagian Pemerintahan, for the whole city
TIME: Final = Budget(2, Unit.WORKING_DAYS)  # for each of them; then the next one is asked


class Verdict(StrEnum):
    """What became of one look at the work."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SKIPPED = "skipped"  # nobody looked in time


def first_validator(*, finished_by: str, visibility: str, has_hamlet_head: bool) -> str:
    """The desk that looks first; empty when nobody may.

    The hamlet head of the place, unless that desk did the work itself or the report is closed to
    the neighbourhood; then the validating office. A sealed report is shown to neither.
    """
    if visibility == "secret":
        return ""
    is_neighbours = visibility == "public" and has_hamlet_head
    if is_neighbours and finished_by != Desk.HAMLET:
        return Desk.HAMLET.value
    return VALIDATOR


def next_validator(silent: str) -> str:
    """Who is asked after that desk stayed silent; empty after the last one."""
    return VALIDATOR if silent == Desk.HAMLET else ""
