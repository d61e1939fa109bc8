"""What happens at banks: who works and saves there, prices, days, phones, stock."""

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
class BankContactChanged(outbox.Event):
    """A bank is reached under another number, often a volunteer's own: it is not told."""

    name = "waste_banks.bank_contact_changed"
    bank_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStateChanged(outbox.Event):
    """A bank takes waste, sleeps or is closed, by a supervisor."""

    name = "waste_banks.bank_state_changed"
    bank_id: UUID
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDecided(outbox.Event):
    """How a bank pays out (rupiah, days) and shares (basis points) from now on, by a supervisor."""

    name = "waste_banks.terms_decided"
    bank_id: UUID
    least_idr: int
    payout: str
    hold_days: int
    customers_bp: int
    board_bp: int
    social_bp: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDecided(outbox.Event):
    """A bank takes another fee from a day on, in basis points."""

    name = "waste_banks.fee_decided"
    bank_id: UUID
    since: date
    fee_bp: int
    fee_on: str


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
class CustomerPhoneChanged(outbox.Event):
    """An account has another phone number, which is not told."""

    name = "waste_banks.customer_phone_changed"
    bank_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSmsChosen(outbox.Event):
    """Text messages may go to the number of an account, or none may."""

    name = "waste_banks.customer_sms_chosen"
    bank_id: UUID
    customer_id: UUID
    wants_sms: bool


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
class PackageRefused(outbox.Event):
    """Somebody who weighs elsewhere asked for what the phones of this bank take along."""

    name = "waste_banks.package_refused"
    bank_id: UUID
    session_id: UUID


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
class SemesterFileMade(outbox.Event):
    """A semester file for SIPSN was handed out; `sha256` of its bytes."""

    name = "waste_banks.semester_file_made"
    year: int
    semester: int
    is_draft: bool
    sha256: str
