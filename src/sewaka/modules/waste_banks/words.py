"""The words for codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Text
from sewaka.modules.waste_banks.rules.kinds import (
    BankKind,
    CustomerKind,
    FeeOn,
    Form,
    PayoutRule,
    StockCause,
    WeightSource,
)
from sewaka.modules.waste_banks.rules.pickups import Failure, Slot
from sewaka.modules.waste_banks.rules.states import (
    BankState,
    CustomerState,
    DepositState,
    DisputeState,
    SessionState,
)

BANK_KINDS: Mapping[str, Text] = {
    BankKind.UNIT: _("Bank of a neighbourhood (BSU)"),
    BankKind.MAIN: _("Main bank (BSI)"),
    BankKind.SCHOOL: _("Bank of a school"),
    BankKind.OFFICE: _("Bank of an office"),
}

CUSTOMER_KINDS: Mapping[str, Text] = {
    CustomerKind.PERSON: _("A person"),
    CustomerKind.GROUP: _("A group (PKK, youth, banjar)"),
    CustomerKind.SCHOOL: _("A school"),
    CustomerKind.BUSINESS: _("A business"),
}

BANK_STATES: Mapping[str, Text] = {
    BankState.CANDIDATE: _("Candidate"),
    BankState.ACTIVE: _("Takes waste"),
    BankState.DORMANT: _("Dormant"),
    BankState.CLOSED: _("Closed"),
}

PAYOUTS: Mapping[str, Text] = {
    PayoutRule.ANYTIME: _("At any time"),
    PayoutRule.HOLD_DAYS: _("Some days after the deposit"),
    PayoutRule.BEFORE_GALUNGAN: _("In the three weeks before Galungan"),
}

# What an entry of a passbook is, by the kind of its journal.
JOURNALS: Mapping[str, Text] = {
    "waste_banks.deposit": _("Deposit"),
    "waste_banks.identified": _("Deposit, found to be yours"),
    "waste_banks.owed": _("Debt after a correction"),
    "waste_banks.opening": _("Balance from the book before"),
    "waste_banks.surplus_share": _("Your part of the surplus"),
    "ledger.hold": _("Set aside for a withdrawal"),
    "ledger.settled": _("Withdrawal paid"),
    "ledger.released": _("Withdrawal taken back"),
    "ledger.expired": _("Withdrawal not fetched"),
    "ledger.reversal": _("Correction"),
}

FEES_ON: Mapping[str, Text] = {
    FeeOn.DEPOSIT: _("when waste is brought"),
    FeeOn.WITHDRAWAL: _("when savings are taken out"),
}

FORMS: Mapping[str, Text] = {
    Form.CASH: _("Cash"),
    Form.PLN_TOKEN: _("Electricity token (PLN)"),
    Form.PHONE_CREDIT: _("Phone credit"),
    Form.GROCERIES: _("Groceries"),
    Form.GOLD: _("Gold savings (Pegadaian)"),
    Form.TRANSFER: _("Bank transfer"),
    Form.PROPERTY_TAX: _("Property tax (PBB)"),
}

PRICE_LISTS: Mapping[str, Text] = {
    "draft": _("draft"),
    "coming": _("published, not begun"),
    "current": _("holds now"),
    "ended": _("ended"),
}

CUSTOMER_STATES: Mapping[str, Text] = {
    CustomerState.ACTIVE: _("Active"),
    CustomerState.FROZEN: _("Frozen: may bring, may not take out"),
    CustomerState.CLOSED: _("Closed"),
}

DEPOSIT_STATES: Mapping[str, Text] = {
    DepositState.RECEIVED: _("Received"),
    DepositState.REVIEW: _("Waiting for a look"),
    DepositState.POSTED: _("In the passbook"),
    DepositState.REVERSED: _("Reversed"),
    DepositState.REJECTED: _("Not accepted"),
}

DISPUTES: Mapping[str, Text] = {
    DisputeState.OPEN: _("The head of the bank has been told and looks at it."),
    DisputeState.KEPT: _("The line stays as it is."),
    DisputeState.REVERSED: _("The deposit was reversed, to be weighed or entered anew."),
}

REASONS: Mapping[str, Text] = {
    "no_price": _("no price on that day"),
    "unknown_card": _("the card is not known"),
    "heavy_line": _("heavier than usual"),
    "closed_customer": _("the account is closed"),
    "claim": _("claimed by the receipt of a lost phone"),
    "clock_drift": _("the phone's clock was wrong"),
    "clock_stepped": _("the phone's clock was set meanwhile"),
    "outside_window": _("weighed outside the hours of the day"),
    "late": _("sent days later"),
    "device_revoked": _("the phone was off the list"),
    "repriced": _("the receipt says another sum"),
    "repriced_seen": _("the receipt said another sum, which the bank has seen"),
}

WEIGHT_SOURCES: Mapping[str, Text] = {
    WeightSource.MANUAL: _("typed in"),
    WeightSource.BLE: _("read from the scale"),
    WeightSource.PHOTO: _("read from a photo"),
}

SESSIONS: Mapping[str, Text] = {
    SessionState.PLANNED: _("planned"),
    SessionState.OPEN: _("open"),
    SessionState.CLOSING: _("phones are closing it"),
    SessionState.SYNCED: _("closed, cash to be counted"),
    SessionState.UNDER_REVIEW: _("looked at: phones contradict each other"),
    SessionState.LOCKED: _("locked"),
    SessionState.CANCELLED: _("cancelled"),
}

SLOTS: Mapping[str, Text] = {
    Slot.MORNING: _("In the morning, 07.00 to 10.00"),
    Slot.MIDDAY: _("Around noon, 10.00 to 13.00"),
    Slot.AFTERNOON: _("In the afternoon, 13.00 to 17.00"),
}

FAILURES: Mapping[str, Text] = {
    Failure.NOBODY: _("Nobody was at home"),
    Failure.NOT_READY: _("The waste was not sorted or not ready"),
    Failure.NO_WAY: _("The vehicle did not get through"),
    Failure.FULL: _("The vehicle was full"),
    Failure.OTHER: _("For another reason"),
}

# Of what leaves the stock without a buyer.
LOSSES: Sequence[tuple[str, Text]] = (
    (StockCause.SHRINK.value, _("Dried or crumbled")),
    (StockCause.RESIDUE.value, _("Worthless, thrown away")),
    (StockCause.COUNT.value, _("Missing at the count")),
)
