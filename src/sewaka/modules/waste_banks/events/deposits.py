"""What becomes of deposits, withdrawals and pick-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sewaka.kernel import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositPosted(outbox.Event):
    """A deposit stands in the books."""

    name = "waste_banks.deposit_posted"
    bank_id: UUID
    deposit_id: UUID
    village_code: str
    channel: str
    purpose: str
    net_g: int
    gross_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositReversed(outbox.Event):
    """A deposit was reversed. `owed_idr`, `owed_points`: what had been spent of it already."""

    name = "waste_banks.deposit_reversed"
    bank_id: UUID
    deposit_id: UUID
    net_g: int
    gross_idr: int
    reason: str
    owed_idr: int = 0
    owed_points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositDisputed(outbox.Event):
    """A customer says that a line of a deposit is wrong."""

    name = "waste_banks.deposit_disputed"
    bank_id: UUID
    deposit_id: UUID
    dispute_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAnswered(outbox.Event):
    """It stays, or the deposit was reversed. `outcome`: the new state."""

    name = "waste_banks.dispute_answered"
    bank_id: UUID
    deposit_id: UUID
    dispute_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepricingSeen(outbox.Event):
    """The head of a bank has read that a receipt says another sum than was posted."""

    name = "waste_banks.repricing_seen"
    bank_id: UUID
    deposit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositRejected(outbox.Event):
    """A deposit that was looked at does not count."""

    name = "waste_banks.deposit_rejected"
    bank_id: UUID
    deposit_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositClaimed(outbox.Event):
    """A receipt of a lost phone was written down. `receipt_idr`: what it says, `claimed_idr`: what
    the lines are worth."""

    name = "waste_banks.deposit_claimed"
    bank_id: UUID
    deposit_id: UUID
    record_id: UUID
    receipt_idr: int
    claimed_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositIdentified(outbox.Event):
    """A deposit by an unknown card has found its customer."""

    name = "waste_banks.deposit_identified"
    bank_id: UUID
    deposit_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequested(outbox.Event):
    """Savings were set aside for their owner."""

    name = "waste_banks.withdrawal_requested"
    case_id: UUID
    bank_id: UUID
    amount_idr: int
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalMoved(outbox.Event):
    """They were approved or paid, or went back. `outcome`: the new state."""

    name = "waste_banks.withdrawal_moved"
    case_id: UUID
    bank_id: UUID
    amount_idr: int
    form: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositRepriced(outbox.Event):
    """The city counts otherwise than the receipt says, by so much that an officer has to see it."""

    name = "waste_banks.deposit_repriced"
    bank_id: UUID
    deposit_id: UUID
    claimed_idr: int
    posted_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningsPosted(outbox.Event):
    """Balances from before were brought along. `shown`: the hash of what somebody agreed to."""

    name = "waste_banks.openings_posted"
    bank_id: UUID
    rows: int
    total_idr: int
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupRequested(outbox.Event):
    """Waste waits at somebody's door."""

    name = "waste_banks.pickup_requested"
    case_id: UUID
    bank_id: UUID
    village_code: str
    wished_on: date
    estimate_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupScheduled(outbox.Event):
    """A day is promised for it, perhaps another one than before."""

    name = "waste_banks.pickup_scheduled"
    case_id: UUID
    bank_id: UUID
    on: date
    estimate_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupDeparted(outbox.Event):
    """The vehicle is on its way."""

    name = "waste_banks.pickup_departed"
    case_id: UUID
    bank_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupDone(outbox.Event):
    """It was weighed at the door."""

    name = "waste_banks.pickup_done"
    case_id: UUID
    bank_id: UUID
    deposit_id: UUID
    net_g: int
    gross_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupFailed(outbox.Event):
    """Nothing was fetched. `is_last`: a weighing day is offered instead."""

    name = "waste_banks.pickup_failed"
    case_id: UUID
    bank_id: UUID
    reason: str
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlanned(outbox.Event):
    """A vehicle has its stops of a day. `left_out`: requests without room or time."""

    name = "waste_banks.route_planned"
    bank_id: UUID
    route_id: UUID
    on: date
    stops: int
    left_out: int
    length_m: int
