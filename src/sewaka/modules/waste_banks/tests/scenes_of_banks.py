"""What is decided about a bank, for the conformance suite."""

from __future__ import annotations

from datetime import timedelta

from sewaka.modules.waste_banks.tests.village import TODAY, village
from tests.cast import Cast
from tests.conformance.access_table import Scene


def to_charge(cast: Cast) -> Scene:
    """The next fee."""
    return _of_bank(cast, bp="4", on="DEPOSIT", since=f"{TODAY + timedelta(days=2):%Y-%m-%d}")


def to_call(cast: Cast) -> Scene:
    """The number of the bank."""
    return _of_bank(cast, phone="+62 361 123456")


def to_rest(cast: Cast) -> Scene:
    """The bank in Sesetan is to sleep."""
    return _of_bank(cast, after="DORMANT", reason="pengurus berhenti")


def to_rule(cast: Cast) -> Scene:
    """It pays out and shares in another way."""
    return _of_bank(
        cast,
        least="20000",
        payout="HOLD_DAYS",
        hold_days="7",
        customers="85",
        board="10",
        social="5",
        reason="rapat anggota",
    )


def _of_bank(cast: Cast, **form: str) -> Scene:
    return Scene(arguments={"code": village(cast).bank.code}, form=form)
