"""The demo city's waste banks: invented people and weights, booked through the module's own deeds.

43 units, one main bank, four school banks; two years of weighing days from a fixed seed, ending
before `now`. About Rp 1,100 a kilogram, as Bali Wastu Lestari paid in 2016 (91 million for 83 t).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db.models import Sum
from django.utils.timezone import get_default_timezone, localdate

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.modules.waste_banks import (
    demo_customers,
    demo_doubts,
    demo_pickups,
    demo_points,
    demo_supervision,
    reference,
)
from sewaka.modules.waste_banks.actions.banks import BankDraft, appoint, open_bank
from sewaka.modules.waste_banks.actions.depositing import DepositWish, LineWish, post_deposits
from sewaka.modules.waste_banks.actions.pricing import draft_prices, publish_prices
from sewaka.modules.waste_banks.actions.selling import SaleWish, sell
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, move_session, plan_session
from sewaka.modules.waste_banks.actions.withdrawing import (
    WithdrawalWish,
    expire_withdrawals,
    request_withdrawal,
)
from sewaka.modules.waste_banks.demo_customers import SESETAN, Size, is_home
from sewaka.modules.waste_banks.models import Customer, WasteBank, WeighingSession
from sewaka.modules.waste_banks.rules import calendar
from sewaka.modules.waste_banks.rules.kinds import BankKind, Channel, Duty, Purpose
from sewaka.modules.waste_banks.rules.selling import Sold
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.rules.withdrawing import seasons_around
from sewaka.platform.cases import api as cases
from sewaka.platform.ledger import api as ledger
from sewaka.platform.people import api as people
from sewaka.platform.territory import api as territory

SEED = 20190620
_FULL_CITY = 4_000  # a demo city of fewer reports is a small one
_AT_ONCE = 400
_LEAST_G = 5_000  # less is not worth the way
# What is brought: code, share of lines, grams of a usual line.
_BROUGHT = (
    ("CARDBOARD", 24, 4_000),
    ("MIXED_PAPER", 18, 3_500),
    ("GLASS_BOTTLE", 12, 4_500),
    ("PET_LABEL", 12, 1_500),
    ("FILM", 12, 1_500),
    ("PET_CLEAR", 8, 900),
    ("NEWSPAPER", 6, 2_500),
    ("STEEL_CAN", 5, 900),
    ("HVS", 4, 1_500),
    ("ALU_CAN", 2, 250),
    ("USED_OIL", 2, 1_000),
    ("IRON", 1, 2_500),
)
OFFICERS = {
    "tini@contoh.example": Duty.WEIGHER,
    "tirta@contoh.example": Duty.MANAGER,
    "gede@contoh.example": Duty.CASHIER,
}
MAIN_OFFICERS = {"asti@contoh.example": Duty.MANAGER}
# What came of what others asked for; nothing: a month ago, and never fetched.
_FATES: Sequence[Sequence[str]] = (("approve", "pay"), ("approve",), ("reject",), ())
_AMOUNT = 10_000
# Two thousand, most of them since the last campaign: half a year of theirs is quickly booked.
FULL, SMALL = Size(customers=14, months=24, joined=28), Size(customers=2, months=6)


def seed(*, now: datetime, progress: Callable[[int, int], None] = lambda _done, _all: None) -> None:
    """Banks, customers, two years of deposits, and withdrawals in every state. Twice is once."""
    reference.load()
    if WasteBank.objects.exists():
        progress(1, 1)
        return
    size = FULL if settings.DEMO_REPORTS >= _FULL_CITY else SMALL
    draw = random.Random(SEED)  # noqa: S311 - invented weights, the same every time
    began = now - timedelta(days=31 * size.months)
    banks = list(_banks(began=began))
    _prices(banks[0], began=began, now=now)
    _officers(banks[0], MAIN_OFFICERS, now=began)
    for done, bank in enumerate(banks, start=1):
        customers = demo_customers.join(bank, size, draw, began=began, now=now)
        _history(bank, customers, size, draw, now=now)
        if bank.parent_id is not None:
            _sales(bank, size, now=now)
        if bank.village_code == SESETAN and bank.kind == BankKind.UNIT:
            _officers(bank, OFFICERS, now=began)
            _withdrawals(customers, now=now)
            demo_pickups.seed(bank, customers, draw, now=now)
            demo_doubts.seed(bank, customers, now=now)
            demo_points.seed(customers, now=now)
        progress(done, len(banks))
    _sales(banks[0], size, now=now)
    demo_supervision.plant(banks[1], banks[1].customers.all()[0], now=now)
    demo_supervision.publish(next(one for one in banks if is_home(one)), now=now)


def _banks(*, began: datetime) -> Iterator[WasteBank]:
    """The main bank first; the others inherit its prices."""
    villages = [one for one in territory.places().values() if one.level == territory.Level.VILLAGE]
    main = _open("Bank Sampah Induk Kota (contoh)", BankKind.MAIN, villages[20], None, at=began)
    yield main
    for village in villages:
        yield _open(f"Bank Sampah {village.name} (contoh)", BankKind.UNIT, village, main, at=began)
    for n in range(4):
        village = villages[n * 11]
        name = f"Bank Sampah SD {village.name} (contoh)"
        yield _open(name, BankKind.SCHOOL, village, main, at=began)


def _open(
    name: str,
    kind: BankKind,
    village: territory.Place,
    parent: WasteBank | None,
    *,
    at: datetime,
) -> WasteBank:
    area = territory.area(village.code)
    draft = BankDraft(
        name=name,
        kind=kind,
        village_code=village.code,
        parent_id=parent.pk if parent else None,
        fee_bp=500,
        more={
            "place": f"Balai banjar di {village.name} (contoh)",
            "lat": area.lat,
            "lon": area.lon,
            "founded_year": 2019,
            "phone": "+62 361 000000",
        },
    )
    return open_bank(draft=draft, actor=SYSTEM, now=at)


def _prices(main: WasteBank, *, began: datetime, now: datetime) -> None:
    """A list for every half year, two per cent more each time."""
    prices = reference.demo_prices()
    first, last = localdate(began), localdate(now)
    for n, day in enumerate(_every(first, last, days=182)):
        at = datetime.combine(day, time(), tzinfo=get_default_timezone()) - timedelta(days=2)
        paid = {code: price * (100 + 2 * n) // 100 for code, price in prices.items()}
        drafted = draft_prices(
            bank_id=main.pk,
            prices=paid,
            for_units={code: price * 6 // 5 for code, price in paid.items()},
            valid_from=day,
            actor=SYSTEM,
            now=at,
        )
        publish_prices(price_list_id=drafted.pk, actor=SYSTEM, now=at)


def _every(first: date, last: date, *, days: int) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=days)


def _history(
    bank: WasteBank,
    customers: Sequence[Customer],
    size: Size,
    draw: random.Random,
    *,
    now: datetime,
) -> None:
    """Its weighing days until now with what was brought, and the next two planned."""
    rule = f"FREQ=MONTHLY;BYDAY={1 + bank.no % 4}SU"
    first, today = localdate(now) - timedelta(days=30 * size.months), localdate(now)
    days = list(calendar.read(rule).between(first, today + timedelta(days=62)))
    past = [_past(bank, day) for day in days if day < today]
    WeighingSession.objects.bulk_create(past)
    for day in days:
        if day >= today:
            draft = SessionDraft(on=day, begins=time(7), ends=time(11), place=bank.place)
            plan_session(bank_id=bank.pk, draft=draft, actor=SYSTEM, now=now)
    if is_home(bank):
        _open_today(bank, now=now)
    wishes = [wish for one in past for wish in _brought(one, customers, draw)]
    for begin in range(0, len(wishes), _AT_ONCE):
        chunk = wishes[begin : begin + _AT_ONCE]
        post_deposits(bank_id=bank.pk, wishes=chunk, actor=SYSTEM, now=now)


def _open_today(bank: WasteBank, *, now: datetime) -> None:
    """An open day, so that whoever tries the city can weigh at once."""
    draft = SessionDraft(on=localdate(now), begins=time(6), ends=time(22), place=bank.place)
    planned = plan_session(bank_id=bank.pk, draft=draft, actor=SYSTEM, now=now)
    move_session(session_id=planned.pk, after=SessionState.OPEN, actor=SYSTEM, now=now)


def _sales(bank: WasteBank, size: Size, *, now: datetime) -> None:
    """Twice two fifths of what lay there on that day: a unit's to the main bank, the main bank's to
    a collector.

    One per cent dries or is thrown away; the price is a fifth above what savers were paid.
    """
    span = timedelta(days=30 * size.months)
    for n in (1, 2):
        at = now - span * (2 - n) / 2 - timedelta(hours=3)
        wish = SaleWish(
            id=_id(f"sale:{bank.code}:{n}"),
            day=localdate(at),
            lines=_to_sell(bank, on=localdate(at)),
            buyer="" if bank.parent_id else "Pengepul (contoh)",
            is_to_main_bank=bank.parent_id is not None,
            note_number=f"{bank.no:03d}/{n}",
        )
        if wish.lines:
            sell(bank_id=bank.pk, wish=wish, actor=SYSTEM, now=at)


def _to_sell(bank: WasteBank, *, on: date) -> list[Sold]:
    """By the books of that day: nobody sells what comes later."""
    prices = reference.demo_prices()
    lay = bank.movements.filter(book_date__lte=on).order_by("category__no")
    rows = lay.values_list("category__code").annotate(g=Sum("delta_g")).filter(g__gte=_LEAST_G)
    return [
        Sold(
            category=code,
            weight_g=grams * 2 // 5,
            price_idr=prices[code] * 6 // 5,
            shrink_g=grams // 200,
        )
        for code, grams in rows
    ]


def _past(bank: WasteBank, day: date) -> WeighingSession:
    zone = get_default_timezone()
    begins = datetime.combine(day, time(7), tzinfo=zone)
    ends = datetime.combine(day, time(11), tzinfo=zone)
    return WeighingSession(
        bank=bank,
        on=day,
        begins_at=begins,
        ends_at=ends,
        place=bank.place,
        status=SessionState.LOCKED.value,
        opened_at=begins,
        closed_at=ends,
        locked_at=ends + timedelta(hours=1),
    )


def _brought(
    session: WeighingSession, customers: Sequence[Customer], draw: random.Random
) -> Iterator[DepositWish]:
    """Two of three come, with one to four sorts; one of forty gives it away."""
    there = [one for one in customers if one.joined_at < session.begins_at]
    for n, customer in enumerate(there):
        if draw.random() > 2 / 3 and n:
            continue
        at = session.begins_at + timedelta(minutes=2 * n)
        yield DepositWish(
            id=_id(f"{session.bank_id}:{session.on}:{customer.number}"),
            customer_id=customer.pk,
            lines=_lines(draw),
            day=session.on,
            occurred_at=at,
            received_at=session.ends_at,
            channel=Channel.SESSION,
            purpose=Purpose.DONATION if draw.random() < 1 / 40 else Purpose.SAVINGS,
            session_id=session.pk,
        )


def _lines(draw: random.Random) -> list[LineWish]:
    codes = {
        code: usual
        for code, _share, usual in draw.choices(
            _BROUGHT, weights=[share for _, share, _ in _BROUGHT], k=draw.randint(1, 4)
        )
    }
    return [
        LineWish(category=code, gross_g=max(50, round(usual * draw.uniform(0.4, 1.8)) // 50 * 50))
        for code, usual in codes.items()
    ]


def _id(words: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"sewaka:waste_banks:demo:{words}")


def _officers(bank: WasteBank, duties: Mapping[str, Duty], *, now: datetime) -> None:
    """Who of the demo's people works at a bank."""
    for person in people.demo_people():
        if (duty := duties.get(person.email or "")) is not None:
            appoint(bank_id=bank.pk, person_id=person.pk, duty=duty, actor=SYSTEM, now=now)


def _withdrawals(customers: Sequence[Customer], *, now: datetime) -> None:
    """Made took one back and waits for another; those of others are in every other state."""
    balances = ledger.balances(account_ids=[one.savings_account_id for one in customers])
    able = [one for one in customers if balances[one.savings_account_id] >= 2 * _AMOUNT]
    made, others = able[0], able[1:]
    for customer, fate in zip(others, _FATES, strict=False):
        at = now - timedelta(days=30) if fate == () else now - timedelta(hours=6)
        _ask(customer, fate, at=at)
    expire_withdrawals(actor=SYSTEM, now=now)
    _for_galungan(others[len(_FATES) : len(_FATES) + 6], now=now)
    if made.person_id is not None:
        _ask(made, ("cancel",), at=now - timedelta(hours=4))
    _ask(made, (), at=now - timedelta(hours=2))


def _for_galungan(customers: Sequence[Customer], *, now: datetime) -> None:
    """Some fetched cash before the last feast, so that the cashier's forecast has a measure."""
    feast = seasons_around(localdate(now))[0].feast
    at = now - (localdate(now) - feast + timedelta(days=5))
    for customer in customers:
        if customer.joined_at < at:
            _ask(customer, ("approve", "pay"), at=at)


def _ask(customer: Customer, fate: Sequence[str], *, at: datetime) -> None:
    case_id = _id(f"withdrawal:{customer.number}:{at.isoformat()}")
    wish = WithdrawalWish(id=case_id, customer_id=customer.pk, amount_idr=_AMOUNT)
    request_withdrawal(wish=wish, actor=SYSTEM, now=at)
    for action in fate:
        by = Actor(person_id=customer.person_id) if action == "cancel" else SYSTEM
        given = {"reject": {"reason": "kas sedang kosong"}, "pay": {"proof": "K-1"}}
        cases.move(case_id=case_id, action=action, actor=by, now=at, given=given.get(action, {}))
