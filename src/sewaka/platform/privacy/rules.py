"""The clock of a data subject's request, and the floor under a retention. Pure.

UU 27/2022: access, correction and withdrawal are answered within 3 x 24 hours. That is wall-clock
time: no weekend, holiday or waiting state stops it, unlike the clocks of city services.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sewaka.kernel.errors import DomainError

ANSWER_WITHIN = timedelta(hours=72)
WARN_AFTER = (timedelta(hours=24), timedelta(hours=48), ANSWER_WITHIN)
EXPORT_LIVES = timedelta(hours=24)


class Kind(StrEnum):
    """What a person can ask for."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    HUMAN_REVIEW = "human_review"


class Ground(StrEnum):
    """The grounds on which a request may be refused (UU 27/2022 art. 33; `verified: no`)."""

    SAFETY = "safety"  # endangers the safety or health of the person or of others
    OTHERS = "others"  # would disclose data of somebody else
    SECURITY = "security"  # against national defence and security
    LAW = "law"  # another law obliges the city to keep it as it is


def due_at(opened_at: datetime) -> datetime:
    """When an answer is due."""
    return opened_at + ANSWER_WITHIN


def warnings_due(*, opened_at: datetime, now: datetime, given: int) -> int:
    """How many of the warnings at 24, 48 and 72 hours should have been given but were not."""
    return max(0, sum(1 for after in WARN_AFTER if now >= opened_at + after) - given)


def check_keep(*, keep: timedelta, at_least: timedelta, code: str) -> None:
    """Raise `DomainError("privacy.retention.too_short")` for a time below the law's minimum."""
    if keep < at_least:
        raise DomainError(
            "privacy.retention.too_short", set=code, days=keep.days, at_least=at_least.days
        )
