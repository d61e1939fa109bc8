"""The climate's figures: a range, never more than the sources say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.waste_banks.rules.impact import (
    FACTORS,
    MATERIALS,
    Material,
    avoided,
    reduction_bp,
)

grams = st.dictionaries(
    st.sampled_from([*MATERIALS, "COPPER", "ORGANIC"]), st.integers(0, 10**9), max_size=12
)


def test_one_source_is_told_from_nothing() -> None:
    found = avoided(grams={"PET_CLEAR": 10_000})
    assert (found.low_g, found.high_g) == (0, 11_460)
    assert found.has_one_source
    assert [one.source for one in found.factors] == ["US EPA WARM v15"]


def test_several_sources_are_told_from_the_lowest_to_the_highest() -> None:
    found = avoided(grams={"GLASS_BOTTLE": 2_500})
    assert (found.low_g, found.high_g) == (772, 1_905)  # 0.309 and 0.762 kg for each kg
    assert not found.has_one_source
    assert len(found.factors) == 3


def test_what_has_no_factor_is_kilograms_only() -> None:
    found = avoided(grams={"COPPER": 700, "ORGANIC": 300, "ALU_CAN": 1_000})
    assert (found.counted_g, found.uncounted_g, found.high_g) == (1_000, 1_000, 10_064)


@given(grams)
def test_nothing_is_lost_and_the_range_is_one(found: dict[str, int]) -> None:
    told = avoided(grams=found)
    assert told.counted_g + told.uncounted_g == sum(found.values())
    assert 0 <= told.low_g <= told.high_g
    assert {one.material for one in told.factors} == {
        MATERIALS[sort] for sort in found if sort in MATERIALS
    }


def test_no_factor_is_taken_for_verified_and_each_material_has_one() -> None:
    assert not any(one.is_verified for one in FACTORS)
    assert {one.material for one in FACTORS} == set(Material) == set(MATERIALS.values())


def test_the_share_of_all_waste() -> None:
    """Bali Wastu Lestari 2016: 83 t a month of 850 t a day would be 0.33 %."""
    assert (
        reduction_bp(managed_g=83_000_000, inhabitants=636_599, days=30, g_per_head_day=1_335) == 33
    )
    assert reduction_bp(managed_g=1, inhabitants=0, days=30) == 0
