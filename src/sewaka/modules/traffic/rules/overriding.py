"""The rules of an override: an operator holds a stage, for a reason, for a while, once longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sewaka.kernel.errors import DomainError

LONGEST = timedelta(seconds=600)
REASON_LETTERS = 10
REASON_LONGEST = 500


class Cause(StrEnum):
    """How an override ended."""

    EXPIRED = "expired"
    RELEASED = "released"
    TAKEN_OVER = "taken_over"


def check_reason(reason: str) -> str:
    """The reason without blanks around it. Raises DomainError("traffic.override.reason")."""
    found = " ".join(reason.split())
    if len(found) < REASON_LETTERS:
        raise DomainError("traffic.override.reason", letters=REASON_LETTERS)
    return found[:REASON_LONGEST]


def end_of(*, now: datetime, seconds: int) -> datetime:
    """When it ends by itself. Raises DomainError("traffic.override.duration")."""
    if not timedelta() < timedelta(seconds=seconds) <= LONGEST:
        raise DomainError("traffic.override.duration", seconds=int(LONGEST.total_seconds()))
    return now + timedelta(seconds=seconds)


def check_stage(*, stage: int, stages: int) -> None:
    """Raises DomainError("traffic.override.stage")."""
    if not 0 <= stage < stages:
        raise DomainError("traffic.override.stage")


def check_not_renewed(*, renewed_at: datetime | None) -> None:
    """Once is enough; whoever needs longer begins anew. Raises DomainError."""
    if renewed_at is not None:
        raise DomainError("traffic.override.renewed")
