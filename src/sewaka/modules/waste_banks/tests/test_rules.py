"""Worth, shares, numbers, charts, prices, states and calendars, without a database."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.rules import (
    calendar,
    chart,
    depositing,
    money,
    numbers,
    pricing,
    states,
)
from sewaka.modules.waste_banks.rules.depositing import Weighed
from sewaka.modules.waste_banks.rules.kinds import BankKind, Purpose
from sewaka.modules.waste_banks.rules.pricing import PriceRow

GRAMS = st.integers(0, 10**9)
PRICES = st.integers(0, 10**6)
DOCUMENT = UUID("018f9c10-0000-7000-8000-000000000101")


@pytest.mark.parametrize(
    ("net_g", "price_idr", "worth"),
    [
        (1_500, 4_001, 6_002),
        (500, 1_001, 500),
        (1_500, 1_001, 1_502),
        (2_500, 1_001, 2_502),
        (1_234, 3_500, 4_319),
        (1, 500, 0),
        (1, 501, 1),
        (3, 500, 2),
    ],
)
def test_worth_of_a_line(net_g: int, price_idr: int, worth: int) -> None:
    assert money.value(net_g=net_g, price_idr=price_idr) == worth


@given(GRAMS, PRICES)
def test_worth_is_the_exact_one_rounded_to_the_even(net_g: int, price_idr: int) -> None:
    assert money.value(net_g=net_g, price_idr=price_idr) == round(Fraction(net_g * price_idr, 1000))


@pytest.mark.parametrize(("net_g", "price_idr"), [(-1, 1), (1, -1), (10**9 + 1, 1), (10**9, 10**7)])
def test_what_no_scale_says_has_no_worth(net_g: int, price_idr: int) -> None:
    with pytest.raises(DomainError, match=r"waste_banks.amount"):
        money.value(net_g=net_g, price_idr=price_idr)


def test_the_fee_is_rounded_down() -> None:
    assert money.fee(gross_idr=1_502, basis_points=500) == 75


def test_shares_by_the_largest_remainder() -> None:
    assert money.split(10_001, weights={1: 3, 2: 3, 3: 3}) == {1: 3334, 2: 3334, 3: 3333}
    assert money.split(10, weights={"b": 2, "a": 1}) == {"b": 7, "a": 3}


@given(
    st.integers(0, 10**12),
    st.dictionaries(st.integers(0, 99), st.integers(0, 10**6), min_size=1).filter(
        lambda found: sum(found.values()) > 0
    ),
    st.randoms(),
)
def test_shares_are_whole_and_whoever_asks_first_gets_no_more(
    total: int, weights: dict[int, int], order: random.Random
) -> None:
    shares = money.split(total, weights=weights)
    assert sum(shares.values()) == total
    whole = sum(weights.values())
    assert all(abs(shares[key] - Fraction(total * w, whole)) < 1 for key, w in weights.items())
    shuffled = list(weights.items())
    order.shuffle(shuffled)
    assert money.split(total, weights=dict(shuffled)) == shares


def test_nothing_is_shared_among_nobody() -> None:
    with pytest.raises(DomainError, match=r"waste_banks.amount"):
        money.split(10, weights={1: 0})


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_what_leaves_the_stock_in_parts_takes_its_whole_worth(
    value_idr: int, parts: list[int]
) -> None:
    stock_g, left, taken = sum(parts), value_idr, []
    for part in parts:
        taken.append(money.cost(value_idr=left, stock_g=stock_g, out_g=part))
        stock_g, left = stock_g - part, left - taken[-1]
        assert left >= 0
    assert (sum(taken), stock_g, left) == (value_idr, 0, 0)


def test_more_than_there_is_does_not_leave() -> None:
    with pytest.raises(DomainError, match=r"waste_banks.stock.short"):
        money.cost(value_idr=100, stock_g=5, out_g=6)


@pytest.mark.parametrize(
    ("digits", "check"), [("001200345", 5), ("000100001", 7), ("034209999", 1)]
)
def test_check_digits(digits: str, check: int) -> None:
    assert numbers.luhn(digits) == check


def test_numbers_of_customers_and_codes_of_banks() -> None:
    assert numbers.customer_number(bank_no=12, serial=345) == "0012003455"
    assert numbers.read_number(" 0012 0034-55 ") == "0012003455"
    assert numbers.read_number("0012003454") is None
    assert numbers.read_number("٠٠١٢٠٠٣٤٥٥") is None
    with pytest.raises(DomainError, match=r"waste_banks.bank.full"):
        numbers.customer_number(bank_no=12, serial=100_000)
    code = numbers.bank_code(kind=BankKind.UNIT, village_code="51.71.01.1003", serial=2)
    assert code == "BSU-5171011003-02"


@given(st.integers(1, 9_999), st.integers(1, 99_999), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(bank_no: int, serial: int, place: int, shift: int) -> None:
    number = numbers.customer_number(bank_no=bank_no, serial=serial)
    wrong = str((int(number[place]) + shift) % 10)
    assert numbers.read_number(number[:place] + wrong + number[place + 1 :]) is None


def test_the_chart_names_every_account_once() -> None:
    codes = [line.code for line in chart.CHART]
    assert len(set(codes)) == len(codes) == 13
    assert not any(line.is_floored for line in chart.CHART)  # each would make all writers wait
    assert chart.savings("0012003455").is_floored


def test_a_unit_inherits_what_it_does_not_price_itself() -> None:
    day = date(2026, 11, 8)

    def row(bank_no: int, category: str, buy: int, since: date, until: date | None) -> PriceRow:
        return PriceRow(new_id(), bank_no, category, buy, 1, since, until)

    rows = [
        row(1, "HVS", 1_800, date(2026, 1, 1), None),
        row(1, "PET_CLEAR", 3_900, date(2026, 1, 1), None),
        row(12, "PET_CLEAR", 4_000, date(2026, 1, 1), day),
        row(12, "PET_CLEAR", 4_100, day, None),
        row(13, "CAP", 1, date(2026, 1, 1), None),
    ]
    found = pricing.in_force(rows, lineage=(12, 1), day=day)
    assert {code: one.buy_idr for code, one in found.items()} == {"HVS": 1_800, "PET_CLEAR": 4_100}
    before = pricing.in_force(rows, lineage=(12, 1), day=day - timedelta(days=1))
    assert before["PET_CLEAR"].buy_idr == 4_000


def test_a_list_that_holds_soon_needs_a_second_signature() -> None:
    midnight = datetime(2026, 11, 8, 16, tzinfo=UTC)
    early, late = midnight - timedelta(hours=12), midnight - timedelta(hours=11, minutes=59)
    assert not pricing.needs_second_signature(valid_from=midnight, now=early)
    assert pricing.needs_second_signature(valid_from=midnight, now=late)


def test_prices_that_nobody_pays_are_refused() -> None:
    with pytest.raises(DomainError, match=r"waste_banks.prices.empty"):
        pricing.check_prices({})
    with pytest.raises(Invalid) as said:
        pricing.check_prices({"HVS": 0, "CAP": -1, "HDPE": 10_000_001})
    assert said.value.fields == dict.fromkeys(("CAP", "HDPE"), "waste_banks.prices.amount")


def test_lines_that_no_scale_says() -> None:
    lines = [
        Weighed("HVS", 1_000, 0, 1_000),
        Weighed("HVS", 0, 0, 1_000),
        Weighed("HVS", 100, 100, 1_000),
        Weighed("HVS", 3_001, 0, 1_000),
        Weighed("HVS", 100, -1, 1_000),
    ]
    with pytest.raises(Invalid) as said:
        depositing.check_lines(lines)
    assert said.value.fields == {
        "line.2": "waste_banks.line.weight",
        "line.3": "waste_banks.line.tare",
        "line.4": "waste_banks.line.too_heavy",
        "line.5": "waste_banks.line.weight",
    }
    with pytest.raises(Invalid):
        depositing.check_lines([])


def test_what_is_looked_at_first() -> None:
    lines = [Weighed("HVS", 1_001, 0, 1_000), Weighed("CAP", 1_000, 0, 1_000)]
    assert depositing.reasons(lines, priced={"HVS": 1, "CAP": 1}) == ("heavy_line",)
    assert depositing.reasons(lines[1:], priced={}) == ("no_price",)
    assert depositing.reasons(lines[1:], priced={"CAP": 0}) == ()


ACCOUNTS = {line.code: n for n, line in enumerate(chart.CHART, start=1)}
SAVINGS = 99


def test_journals_of_deposits() -> None:
    worth = depositing.worth([(1_500, 1_001)], fee_bp=500)
    assert (worth.gross_idr, worth.fee_idr, worth.net_idr) == (1_502, 75, 1_427)

    def legs(purpose: Purpose, savings: int | None) -> dict[int, int]:
        return depositing.legs(worth, purpose=purpose, savings=savings, of=ACCOUNTS)

    stock, fees = ACCOUNTS["1100"], ACCOUNTS["4000"]
    assert legs(Purpose.SAVINGS, SAVINGS) == {stock: 1_502, SAVINGS: -1_427, fees: -75}
    assert legs(Purpose.SAVINGS, None) == {stock: 1_502, ACCOUNTS["2090"]: -1_427, fees: -75}
    assert legs(Purpose.DONATION, SAVINGS) == {stock: 1_502, ACCOUNTS["2200"]: -1_502}
    nothing = depositing.worth([(1, 500)], fee_bp=500)
    assert depositing.legs(nothing, purpose=Purpose.SAVINGS, savings=SAVINGS, of=ACCOUNTS) == {}


@given(st.lists(st.tuples(st.integers(1, 10**6), PRICES), min_size=1), st.integers(0, 5_000))
def test_journals_sum_to_nothing(lines: list[tuple[int, int]], fee_bp: int) -> None:
    worth = depositing.worth(lines, fee_bp=fee_bp)
    for savings in (SAVINGS, None):
        legs = depositing.legs(worth, purpose=Purpose.SAVINGS, savings=savings, of=ACCOUNTS)
        assert sum(legs.values()) == 0
        assert 0 not in legs.values()


def test_the_same_act_on_the_same_document_has_the_same_journal() -> None:
    post = depositing.journal_id(kind="deposit", document=DOCUMENT, act="post")
    assert post == depositing.journal_id(kind="deposit", document=DOCUMENT, act="post")
    assert post != depositing.journal_id(kind="deposit", document=DOCUMENT, act="reverse")


def test_moves_that_are_not_listed_are_refused() -> None:
    states.check_move(before=states.SessionState.PLANNED, after=states.SessionState.OPEN)
    with pytest.raises(DomainError) as said:
        states.check_move(before=states.DepositState.REVERSED, after=states.DepositState.POSTED)
    assert (said.value.code, said.value.facts["before"]) == (
        "waste_banks.bad_transition",
        "REVERSED",
    )
    kinds = (
        states.BankState, states.CustomerState, states.SessionState, states.DepositState,
        states.DisputeState, states.PriceState, states.RedemptionState,
    )  # fmt: skip
    assert set(states.MOVES) == set(kinds)
    for kind in kinds:
        assert set(states.MOVES[kind]) == set(kind)
        assert all(type(one) is kind for after in states.MOVES[kind].values() for one in after)
    # Words that kinds share are not each other's.
    states.check_move(before=states.BankState.ACTIVE, after=states.BankState.DORMANT)
    states.check_move(before=states.CustomerState.ACTIVE, after=states.CustomerState.FROZEN)
    states.check_move(before=states.SessionState.OPEN, after=states.SessionState.CLOSING)


def test_weighing_days() -> None:
    november, december = date(2026, 11, 1), date(2026, 12, 1)  # the first is a Sunday

    def days(rule: str) -> list[int]:
        return [one.day for one in calendar.read(rule).between(november, december)]

    assert days("FREQ=WEEKLY;BYDAY=SU") == [1, 8, 15, 22, 29]
    assert days("FREQ=MONTHLY;BYDAY=2SU") == [8]
    assert days("FREQ=MONTHLY;BYDAY=1SU,3FR") == [1, 20]


@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=2SU", "FREQ=MONTHLY;BYDAY=SU", "FREQ=WEEKLY;BYDAY=XX"],
)
def test_calendars_that_nobody_can_read_are_refused(rule: str) -> None:
    with pytest.raises(DomainError, match=r"waste_banks.calendar.rule"):
        calendar.read(rule)
