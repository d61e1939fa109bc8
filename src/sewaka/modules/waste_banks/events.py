"""What the waste banks tell the rest of the city. Grams, rupiah, villages; no names, no NIK."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sewaka.kernel import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOpened(outbox.Event):
    """A bank has its book and its number."""

    name = "waste_banks.bank_opened"
    bank_id: UUID
    code: str
    village_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerAppointed(outbox.Event):
    """Somebody has a duty at a bank."""

    name = "waste_banks.officer_appointed"
    bank_id: UUID
    person_id: UUID
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(outbox.Event):
    """Somebody saves at a bank from now on."""

    name = "waste_banks.customer_registered"
    bank_id: UUID
    customer_id: UUID
    village_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRotated(outbox.Event):
    """A customer has a new card; the old one is worth nothing."""

    name = "waste_banks.card_rotated"
    bank_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PassbookPrinted(outbox.Event):
    """A paper passbook goes on to that entry of the savings account."""

    name = "waste_banks.passbook_printed"
    bank_id: UUID
    customer_id: UUID
    through: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerStateChanged(outbox.Event):
    """An account was frozen, freed or closed."""

    name = "waste_banks.customer_state_changed"
    bank_id: UUID
    customer_id: UUID
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePublished(outbox.Event):
    """A price list holds from that day on."""

    name = "waste_banks.price_published"
    bank_id: UUID
    price_list_id: UUID
    number: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMoved(outbox.Event):
    """A weighing session has another state."""

    name = "waste_banks.session_moved"
    bank_id: UUID
    session_id: UUID
    before: str
    after: str


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
    """A deposit was reversed. `owed_idr`: what the customer had spent of it already."""

    name = "waste_banks.deposit_reversed"
    bank_id: UUID
    deposit_id: UUID
    net_g: int
    gross_idr: int
    reason: str
    owed_idr: int = 0


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
class WasteSold(outbox.Event):
    """Waste has left a bank for a collector or its main bank. `lost_g`: dried or worthless."""

    name = "waste_banks.waste_sold"
    bank_id: UUID
    sale_id: UUID
    village_code: str
    sold_g: int
    lost_g: int
    total_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWrittenOff(outbox.Event):
    """Grams that nobody paid for are not in the stock any more."""

    name = "waste_banks.stock_written_off"
    bank_id: UUID
    cause: str
    lost_g: int
    lost_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurplusShared(outbox.Event):
    """The surplus of a bank was given out."""

    name = "waste_banks.surplus_shared"
    bank_id: UUID
    first: date
    last: date
    customers_idr: int
    board_idr: int
    social_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEnrolled(outbox.Event):
    """A phone may weigh for a bank."""

    name = "waste_banks.device_enrolled"
    device_id: UUID
    bank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRevoked(outbox.Event):
    """A phone may not weigh any more."""

    name = "waste_banks.device_revoked"
    device_id: UUID
    bank: str


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
class FraudFlagged(outbox.Event):
    """A rule of the fraud desk has found something; a person looks at it."""

    name = "waste_banks.fraud_flagged"
    bank_id: UUID
    flag_id: UUID
    rule: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudDecided(outbox.Event):
    """A supervisor has explained or confirmed a finding, and said why."""

    name = "waste_banks.fraud_decided"
    bank_id: UUID
    flag_id: UUID
    rule: str
    outcome: str
    reason: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SemesterFileMade(outbox.Event):
    """A semester file for SIPSN was handed out; `sha256` of its bytes."""

    name = "waste_banks.semester_file_made"
    year: int
    semester: int
    is_draft: bool
    sha256: str


EVENTS: tuple[type[outbox.Event], ...] = (
    BankOpened,
    OfficerAppointed,
    CustomerRegistered,
    CardRotated,
    PassbookPrinted,
    CustomerStateChanged,
    PricePublished,
    SessionMoved,
    DepositPosted,
    DepositReversed,
    DepositRejected,
    DepositIdentified,
    DepositDisputed,
    DisputeAnswered,
    WithdrawalRequested,
    WithdrawalMoved,
    WasteSold,
    StockWrittenOff,
    SurplusShared,
    DepositRepriced,
    RepricingSeen,
    DeviceEnrolled,
    DeviceRevoked,
    OpeningsPosted,
    FraudFlagged,
    FraudDecided,
    PickupRequested,
    PickupScheduled,
    PickupDeparted,
    PickupDone,
    PickupFailed,
    RoutePlanned,
    SemesterFileMade,
)
