"""When a customer may say that a line of a deposit is wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sewaka.kernel.errors import DomainError, Invalid
from sewaka.modules.waste_banks.rules.states import DepositState

TIME: Final = timedelta(days=7)  # from when the city has it: what was weighed offline comes later
_LONGEST: Final = 500


def is_in_time(*, received_at: datetime, now: datetime) -> bool:
    """Whether there is still time to object."""
    return now - received_at <= TIME


def check_dispute(*, state: DepositState, received_at: datetime, words: str, now: datetime) -> str:
    """The words. Raises DomainError("waste_banks.dispute.late", ".bad_transition"),
    Invalid("words").
    """
    if state is not DepositState.POSTED:
        raise DomainError("waste_banks.bad_transition", before=state.value, after="DISPUTED")
    if not is_in_time(received_at=received_at, now=now):
        raise DomainError("waste_banks.dispute.late")
    said = words.strip()[:_LONGEST]
    if not said:
        raise Invalid(fields={"words": "waste_banks.dispute.words"})
    return said
