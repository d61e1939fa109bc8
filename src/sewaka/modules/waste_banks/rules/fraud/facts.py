"""What the rules look at. Ids are texts; whole grams, whole rupiah, instants with their zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Severity(StrEnum):
    """How soon somebody should look."""

    HIGH = "high"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding. `subject`: the id of a deposit, customer, officer, session or price.

    `recurs`: told of a stretch of time, so that the next month may say it of the same subject anew.
    Lists `deposits` and `withdrawals`, and `price_list`, `session`, name what was looked at.
    """

    rule: str
    bank: str
    subject: str
    severity: Severity
    evidence: Mapping[str, object]
    recurs: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`photo`: SHA-256 in hex; `look`: its perceptual hash of 64 bits. Empty without a photo."""

    category: str
    net_g: int
    price_idr: int
    value_idr: int
    max_line_g: int
    photo: str = ""
    look: int | None = None


@dataclass(frozen=True, slots=True)
class Deposit:
    """`is_seen`: the customer checked the receipt, or was told by message."""

    id: str
    bank: str
    customer: str
    weigher: str
    occurred_at: datetime
    received_at: datetime
    lines: tuple[Line, ...]
    fee_idr: int
    fee_bp: int
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Customer:
    """`phone`, `nik`: blind indexes, empty where unknown; `name`, `address`: words to compare."""

    id: str
    bank: str
    phone: str
    nik: str
    name: tuple[str, ...]
    address: str
    person: str = ""  # whose account it is, where that is known


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`two_above_idr`: from there on a second person signs."""

    id: str
    bank: str
    customer: str
    amount_idr: int
    balance_idr: int  # before it
    is_cash: bool
    asked_at: datetime
    asked_by: str
    approved_by: str
    paid_by: str
    two_above_idr: int


@dataclass(frozen=True, slots=True)
class PhoneChange:
    """`brought_at`: the newest deposit of the account, also one from before the span."""

    customer: str
    at: datetime
    brought_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A price, when it was published, and when it was first used at a scale."""

    id: str
    bank: str
    category: str
    published_at: datetime
    first_used_at: datetime
    is_countersigned: bool = False


@dataclass(frozen=True, slots=True)
class Void:
    """A record taken back on the phone."""

    id: str
    bank: str
    weigher: str
    customer: str
    at: datetime
    net_g: tuple[int, ...]  # of its lines


@dataclass(frozen=True, slots=True)
class Record:
    """A link of a phone's chain, as it came. `prev` and `hash` in hex."""

    id: str
    bank: str
    session: str
    device: str
    seq: int
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class StockMonth:
    """Grams of one category in a month, from the count before to the count after."""

    bank: str
    category: str
    opening_g: int
    in_g: int
    sold_g: int
    residue_g: int
    moved_g: int
    closing_g: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All of a span of time. `geneses`: the hash that a chain begins with, by session and device;
    `digital`: weighers at banks where a weight was read from a scale by a phone."""

    deposits: Sequence[Deposit] = ()
    customers: Sequence[Customer] = ()
    withdrawals: Sequence[Withdrawal] = ()
    phone_changes: Sequence[PhoneChange] = ()
    publications: Sequence[Publication] = ()
    voids: Sequence[Void] = ()
    records: Sequence[Record] = ()
    stock: Sequence[StockMonth] = ()
    geneses: Mapping[tuple[str, str], str] = field(default_factory=dict)
    digital: frozenset[str] = frozenset()
