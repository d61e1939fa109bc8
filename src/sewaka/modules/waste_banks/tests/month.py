"""An honest month of 43 banks with 5,000 deposits, made by chance from a fixed seed.

With what is untidy in honest months: cards without a phone, families with one phone, records synced
two days late, a void now and then because the wrong customer was chosen, heavy lines.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sewaka.modules.waste_banks.rules.fraud.facts import (
    Customer,
    Deposit,
    Facts,
    Line,
    PhoneChange,
    Publication,
    Record,
    StockMonth,
    Void,
    Withdrawal,
)

BANKS = 43
DEPOSITS = 5_000
BEGIN = datetime(2026, 10, 31, 23, 0, tzinfo=UTC)  # 07.00 WITA on the first
FEE_BP = 500
TWO_ABOVE_IDR = 500_000
# Price a kilogram, usual grams, the most a line may weigh.
CATEGORIES = {
    "PET_CLEAR": (4_000, 1_800, 25_000),
    "CARDBOARD": (1_300, 4_000, 100_000),
    "FILM": (500, 900, 25_000),
    "ALU_CAN": (11_000, 700, 20_000),
    "IRON": (3_500, 5_000, 150_000),
}
_SPREAD = 0.4  # of the logarithms of weights
_NAMES = ("made", "wayan", "ketut", "nyoman", "luh", "putu", "kadek", "gede", "nengah", "komang")
_OWN = (
    "sudarma", "astuti", "wirawan", "budiasa", "mahendra", "pertiwi", "adnyana", "rahayu",
    "parwata", "suryani", "artana", "kusuma", "sumerta", "lestari", "winata", "puspita", "santika",
)  # fmt: skip


@dataclass
class Month:
    """Facts that grow, and the chance that made them."""

    chance: random.Random
    customers: list[Customer] = field(default_factory=list)
    deposits: list[Deposit] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    phone_changes: list[PhoneChange] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    voids: list[Void] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    stock: list[StockMonth] = field(default_factory=list)
    geneses: dict[tuple[str, str], str] = field(default_factory=dict)

    def facts(self) -> Facts:
        """As the rules are given them."""
        return Facts(
            deposits=self.deposits, customers=self.customers, withdrawals=self.withdrawals,
            phone_changes=self.phone_changes, publications=self.publications, voids=self.voids,
            records=self.records, stock=self.stock, geneses=self.geneses,
            digital=frozenset(one.weigher for one in self.deposits),
        )  # fmt: skip

    # --- single facts ------------------------------------------------------------------------
    def line(self, category: str, *, factor: float = 1.0) -> Line:
        _, usual, most = CATEGORIES[category]
        net = max(50, min(int(usual * self.chance.lognormvariate(0, _SPREAD) * factor), most))
        return weighed(category, net, look=self.chance.getrandbits(64))

    def deposit(
        self,
        customer: Customer,
        weigher: str,
        at: datetime,
        *,
        factor: float = 1.0,
        seen: bool = True,
    ) -> Deposit:
        """With one to four lines; added to the month."""
        kinds = self.chance.sample(sorted(CATEGORIES), k=self.chance.randint(1, 4))
        lines = tuple(self.line(kind, factor=factor) for kind in kinds)
        one = Deposit(
            id=f"d{len(self.deposits)}", bank=customer.bank, customer=customer.id, weigher=weigher,
            occurred_at=at, received_at=at + timedelta(hours=self.chance.choice([1, 1, 3, 30, 48])),
            lines=lines, fee_idr=fee_of(lines), fee_bp=FEE_BP, is_seen=seen,
        )  # fmt: skip
        self.deposits.append(one)
        return one

    def withdrawal(
        self, customer: Customer, amount: int, at: datetime, *, cash: bool = True
    ) -> Withdrawal:
        """Asked for by the customer, approved by the manager, paid by the cashier."""
        bank = customer.bank
        one = Withdrawal(
            id=f"w{len(self.withdrawals)}", bank=bank, customer=customer.id, amount_idr=amount,
            balance_idr=2 * amount, is_cash=cash, asked_at=at, asked_by=customer.id,
            approved_by=f"{bank}/manager", paid_by=f"{bank}/cashier", two_above_idr=TWO_ABOVE_IDR,
        )  # fmt: skip
        self.withdrawals.append(one)
        return one

    def customer(self, bank: str, *, phone: str | None = None) -> Customer:
        number = len(self.customers)
        own = self.chance.random() < 0.9
        known = (f"p{number}" if own else "") if phone is None else phone
        one = Customer(
            id=f"c{number}", bank=bank, phone=known, nik=f"n{number}" if own else "",
            name=(self.chance.choice(_NAMES), *self.chance.sample(_OWN, k=2)),
            address=f"a{number // 2}",
        )  # fmt: skip
        self.customers.append(one)
        return one

    def chain(self, bank: str, session: str, count: int, *, of: Iterable[str] = ()) -> list[Record]:
        """The records of one phone in a session."""
        device = f"{bank}/phone"
        known = list(of) or [f"{session}/{seq}" for seq in range(1, count + 1)]
        before = self.geneses[session, device] = digest(session, device)
        made = []
        for seq, name in enumerate(known, start=1):
            own = digest(before, name)
            made.append(Record(name, bank, session, device, seq, before, own))
            before = own
        self.records += made
        return made


def honest(*, seed: int = 43) -> Month:
    """All 43 banks, all of the month."""
    month = Month(random.Random(seed))  # noqa: S311 - the same each time
    for number in range(BANKS):
        bank(month, f"b{number:02d}", deposits=DEPOSITS // BANKS + (number < DEPOSITS % BANKS))
    return month


def bank(month: Month, code: str, *, deposits: int) -> None:
    """Four Sundays, two weighers, a family or two with one phone."""
    chance = month.chance
    customers = [month.customer(code) for _ in range(45)]
    for _ in range(2):
        month.customer(code, phone=customers[0].phone or "shared")
    for place in range(deposits):
        at = BEGIN + timedelta(days=7 * (place % 4), minutes=place)
        weigher = f"{code}/weigher{chance.randint(1, 2)}"
        given = month.deposit(chance.choice(customers), weigher, at, seen=chance.random() < 0.3)
        if chance.random() < 0.012:  # the wrong customer was chosen
            wrong = chance.choice(customers).id
            grams = tuple(line.net_g for line in given.lines)
            before = given.occurred_at - timedelta(minutes=1)
            month.voids.append(Void(f"v{given.id}", code, weigher, wrong, before, grams))
    for customer in chance.sample(customers, k=12):
        at = BEGIN + timedelta(days=chance.randint(1, 27))
        month.withdrawal(customer, chance.randint(20, 480) * 1_000, at, cash=chance.random() < 0.7)
    for category in CATEGORIES:
        used = BEGIN + timedelta(days=7)
        at = used - timedelta(hours=chance.randint(13, 90))
        month.publications.append(Publication(f"{code}/{category}", code, category, at, used))
    for week in range(4):
        month.chain(code, f"{code}/s{week}", 12)
    month.stock += stock_of(code, month.deposits, chance)


def stock_of(code: str, deposits: Iterable[Deposit], chance: random.Random) -> list[StockMonth]:
    """What came in was sold but for a rest, less what dries and falls through."""
    came: dict[str, int] = defaultdict(int)
    for one in deposits:
        if one.bank == code:
            for line in one.lines:
                came[line.category] += line.net_g
    made = []
    for category, grams in came.items():
        lost = int(grams * chance.uniform(0, 0.025))
        rest = grams // 5
        made.append(StockMonth(code, category, 0, grams, grams - lost - rest, 0, 0, rest))
    return made


def weighed(category: str, net_g: int, *, look: int) -> Line:
    """A line with its price, worth and photo."""
    price, _, most = CATEGORIES[category]
    q, r = divmod(net_g * price, 1_000)
    worth = q + (r > 500 or (r == 500 and q % 2 == 1))
    return Line(category, net_g, price, worth, most, photo=digest(str(look)), look=look)


def fee_of(lines: Iterable[Line], *, basis_points: int = FEE_BP) -> int:
    return sum(line.value_idr for line in lines) * basis_points // 10_000


def digest(*words: str) -> str:
    return hashlib.sha256("|".join(words).encode()).hexdigest()
