"""A sale's figures: the stock's cost is never lost, and every journal balances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.errors import DomainError, Invalid
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules.selling import Outcome, Sold, check_lines, legs, outcome

OF = {line.code: n for n, line in enumerate(chart.CHART, start=1)}
CASH, STOCK = OF[chart.CASH.code], OF[chart.STOCK.code]
MARGIN, SHRINK = OF[chart.MARGIN.code], OF[chart.SHRINK.code]


def test_a_sale_with_a_margin() -> None:
    """10 kg that cost 40,000; 6 kg go at 4,800 a kilogram, 500 g are not there any more."""
    line = Sold("PET_CLEAR", 6_000, 4_800, shrink_g=500)
    found = outcome(line, stock_g=10_000, stock_idr=40_000)
    assert found == Outcome(value_idr=28_800, cost_idr=24_000, lost_idr=2_000)
    assert legs([found], to=CASH, of=OF) == {
        CASH: 28_800, SHRINK: 2_000, STOCK: -26_000, MARGIN: -4_800,
    }  # fmt: skip


def test_a_sale_below_its_cost_debits_the_margin() -> None:
    found = outcome(Sold("IRON", 1_000, 3_000), stock_g=1_000, stock_idr=3_500)
    assert legs([found], to=CASH, of=OF) == {CASH: 3_000, STOCK: -3_500, MARGIN: 500}


def test_what_was_worth_nothing_and_brings_nothing_has_no_journal() -> None:
    found = outcome(Sold("ORGANIC", 5_000, 0), stock_g=9_000, stock_idr=0)
    assert legs([found], to=CASH, of=OF) == {}


@given(
    stock_g=st.integers(1, 10**7), stock_idr=st.integers(0, 10**9), data=st.data(),
    price=st.integers(0, 90_000),
)  # fmt: skip
def test_costs_never_exceed_the_stock_and_the_last_gram_takes_the_rest(
    stock_g: int, stock_idr: int, data: st.DataObject, price: int
) -> None:
    weight = data.draw(st.integers(0, stock_g))
    lost = data.draw(st.integers(0 if weight else 1, stock_g - weight)) if weight < stock_g else 0
    found = outcome(Sold("X", weight, price, residue_g=lost), stock_g=stock_g, stock_idr=stock_idr)
    left = stock_idr - found.cost_idr - found.lost_idr
    assert left >= 0
    assert left == 0 or weight + lost < stock_g
    assert sum(legs([found], to=CASH, of=OF).values()) == 0


@pytest.mark.parametrize("line", [Sold("X", 900, 1, shrink_g=101), Sold("X", 1_001, 1)])
def test_more_than_there_is(line: Sold) -> None:
    with pytest.raises(DomainError) as refused:
        outcome(line, stock_g=1_000, stock_idr=5)
    assert refused.value.code == "waste_banks.stock.short"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "waste_banks.line.missing"),
        ([Sold("X", 0, 5)], "waste_banks.line.weight"),
        ([Sold("X", -1, 5)], "waste_banks.line.weight"),
        ([Sold("X", 5, -1)], "waste_banks.line.weight"),
        ([Sold("X", 5, 1, shrink_g=-5)], "waste_banks.line.weight"),
    ],
)
def test_what_no_note_says(lines: list[Sold], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_lines(lines)
    assert refused.value.fields == {"line.1": code}


def test_a_sort_stands_once_on_a_note() -> None:
    with pytest.raises(Invalid) as refused:
        check_lines([Sold("X", 5, 1), Sold("X", 6, 1)])
    assert refused.value.fields == {"line.2": "waste_banks.line.twice"}
