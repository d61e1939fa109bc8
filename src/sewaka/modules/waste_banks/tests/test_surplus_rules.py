"""The surplus is given out to the rupiah, in any order, and both journals balance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules.surplus import Shares, closing, legs, shares

OF = {line.code: n for n, line in enumerate(chart.CHART, start=1)}
BP = {"customers_bp": 7_000, "board_bp": 2_000, "social_bp": 1_000}


def test_ten_thousand_and_one_by_seven_two_one() -> None:
    found = shares(10_001, **BP, brought={101: 3, 102: 3, 103: 3})
    assert found == Shares({101: 2_334, 102: 2_334, 103: 2_333}, 2_000, 1_000)
    assert legs(found, of=OF) == {
        OF["3100"]: 10_001, 101: -2_334, 102: -2_334, 103: -2_333, OF["1000"]: -2_000,
        OF["2200"]: -1_000,
    }  # fmt: skip


def test_without_anybody_who_brought_their_part_is_social() -> None:
    assert shares(1_000, **BP, brought={}) == Shares({}, 200, 800)
    assert shares(1_000, **BP, brought={7: 0}) == Shares({}, 200, 800)


@pytest.mark.parametrize("nothing", [0, -5])
def test_a_loss_is_not_shared(nothing: int) -> None:
    with pytest.raises(DomainError) as refused:
        shares(nothing, **BP, brought={7: 5})
    assert refused.value.code == "waste_banks.surplus.none"


def test_a_loss_on_sales_lessens_it() -> None:
    found = closing(income={"4000": 9_000, "4100": -2_000}, shrink_idr=1_500, of=OF)
    assert found == {OF["4000"]: 9_000, OF["4100"]: -2_000, OF["5000"]: -1_500, OF["3100"]: -5_500}


@given(
    surplus=st.integers(1, 10**12),
    brought=st.dictionaries(st.integers(100, 400), st.integers(0, 10**10), max_size=40),
    board=st.integers(0, 10_000),
    data=st.data(),
)
def test_shares_sum_to_it_whatever_the_order(
    surplus: int, brought: dict[int, int], board: int, data: st.DataObject
) -> None:
    social = data.draw(st.integers(0, 10_000 - board))
    rates = {"customers_bp": 10_000 - board - social, "board_bp": board, "social_bp": social}
    found = shares(surplus, **rates, brought=brought)
    assert sum(found.customers.values()) + found.board_idr + found.social_idr == surplus
    assert min([*found.customers.values(), found.board_idr, found.social_idr]) >= 0
    shuffled = dict(sorted(brought.items(), reverse=True))
    assert shares(surplus, **rates, brought=shuffled) == found
    assert sum(legs(found, of=OF).values()) == 0
