"""The rules of a reset: two persons end a latched flash, the second soon after the first."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sewaka.kernel.errors import DomainError

WITHIN = timedelta(minutes=10)  # as the shell gives the second person (`charge.RESET_WITHIN_S`)
ANSWER_WITHIN = timedelta(seconds=30)
NO_ANSWER = "no_answer"


class ResetState(StrEnum):
    """How far a reset is."""

    ASKED = "asked"
    CONFIRMED = "confirmed"  # by the second person; the signal has not answered
    DONE = "done"
    REFUSED = "refused"  # by the signal, or it did not answer
    LAPSED = "lapsed"  # nobody confirmed in time, or that flash was over


OPEN = (ResetState.ASKED, ResetState.CONFIRMED)


def check_flash(*, since: datetime | None, meant: datetime | None) -> datetime:
    """Since when it flashes, if that is the flash that somebody means.

    Raises DomainError("traffic.reset.not_flashing", ".other_flash").
    """
    if since is None:
        raise DomainError("traffic.reset.not_flashing")
    if since != meant:
        raise DomainError("traffic.reset.other_flash")
    return since


def check_second_person(*, asked_by: UUID, person: UUID) -> None:
    """Raises DomainError("traffic.reset.same_person")."""
    if asked_by == person:
        raise DomainError("traffic.reset.same_person")


def check_in_time(*, asked_at: datetime, now: datetime) -> None:
    """Raises DomainError("traffic.reset.late")."""
    if now - asked_at > WITHIN:
        raise DomainError("traffic.reset.late", minutes=WITHIN.seconds // 60)
