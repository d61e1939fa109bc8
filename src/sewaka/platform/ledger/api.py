"""What others may use of the ledger."""

from __future__ import annotations

from sewaka.platform.ledger.actions import (
    HoldWish,
    Leg,
    Outcome,
    Posting,
    When,
    close_period,
    hold,
    open_account,
    open_book,
    post,
    post_alone,
    post_many,
    release,
    reverse,
    set_status,
    settle,
)
from sewaka.platform.ledger.auditing import Checked, last_check
from sewaka.platform.ledger.menu import MENU
from sewaka.platform.ledger.models import Account, Book, Floor, HoldState, Kind, Status, Unit
from sewaka.platform.ledger.queries import (
    Finding,
    Line,
    Row,
    balance,
    balances,
    first_open_day,
    posted,
    sources,
    statement,
    trial_balance,
    verify,
)

__all__ = [
    "MENU", "Account", "Book", "Checked", "Finding", "Floor", "HoldState", "HoldWish", "Kind",
    "Leg", "Line", "Outcome", "Posting", "Row", "Status", "Unit", "When", "balance", "balances",
    "close_period", "first_open_day", "hold", "last_check", "open_account", "open_book", "post",
    "post_alone", "post_many", "posted", "release", "reverse", "set_status", "settle", "sources",
    "statement", "trial_balance", "verify",
]  # fmt: skip
