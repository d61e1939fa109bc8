"""What sorting is worth to the climate, as a range with its sources; and its share of all waste.

Greenhouse gas that recycling avoids, against throwing away. Pure: integers, grams of CO2e for each
kilogram of material. A material with several sources is told from the lowest to the highest, one
with a single source from nothing to that: nobody may read a precise figure where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_G_PER_KG: Final = 1_000
INHABITANTS: Final = 636_599  # Denpasar 2016, from the press; verified: no
WASTE_G_PER_HEAD_DAY: Final = 700  # verified: no; 850 t a day of 636,599 people would be 1,340


class Material(StrEnum):
    """What a factor speaks of."""

    PET = "pet"
    HDPE = "hdpe"
    PLASTIC = "plastic"  # mixed
    ALUMINIUM = "aluminium"
    STEEL = "steel"
    CARDBOARD = "cardboard"
    PAPER = "paper"  # mixed
    NEWSPAPER = "newspaper"
    GLASS = "glass"


@dataclass(frozen=True, slots=True)
class Factor:
    """Grams of CO2e avoided for each kilogram recycled, and who says so."""

    material: Material
    avoided_g_per_kg: int
    source: str
    note: str = ""
    is_verified: bool = False


_WARM: Final = "US EPA WARM v15"
_FOREST: Final = "contains forest storage of the United States"

# WARM's short tons are converted by 1.10231. The values of glass were read in a secondary table.
FACTORS: Final = (
    Factor(Material.PET, 1_146, _WARM),
    Factor(Material.HDPE, 838, _WARM),
    Factor(Material.PLASTIC, 1_025, _WARM),
    Factor(Material.ALUMINIUM, 10_064, _WARM, "of cans"),
    Factor(Material.STEEL, 2_017, _WARM, "of cans"),
    Factor(Material.CARDBOARD, 3_461, _WARM, _FOREST),
    Factor(Material.PAPER, 3_913, _WARM, _FOREST),
    Factor(Material.NEWSPAPER, 2_987, _WARM, _FOREST),
    Factor(Material.GLASS, 309, "US EPA 2015"),
    Factor(Material.GLASS, 392, "WRAP 2012"),
    Factor(Material.GLASS, 762, "Fisher 2006"),
)

# Sorts without a factor (copper, oil, cloth, electronics, organic) are counted as kilograms only.
MATERIALS: Final[Mapping[str, Material]] = {
    "PET_CLEAR": Material.PET,
    "PET_LABEL": Material.PET,
    "PET_COLOUR": Material.PET,
    "HDPE": Material.HDPE,
    "CUP_CLEAN": Material.PLASTIC,
    "CUP_MIXED": Material.PLASTIC,
    "PP_BUCKET": Material.PLASTIC,
    "CAP": Material.PLASTIC,
    "GALLON": Material.PLASTIC,
    "FILM": Material.PLASTIC,
    "SACHET": Material.PLASTIC,
    "PVC_PIPE": Material.PLASTIC,
    "ALU_CAN": Material.ALUMINIUM,
    "ALU_MIXED": Material.ALUMINIUM,
    "STEEL_CAN": Material.STEEL,
    "IRON": Material.STEEL,
    "ZINC_SHEET": Material.STEEL,
    "CARDBOARD": Material.CARDBOARD,
    "HVS": Material.PAPER,
    "MIXED_PAPER": Material.PAPER,
    "CEMENT_BAG": Material.PAPER,
    "EGG_TRAY": Material.PAPER,
    "NEWSPAPER": Material.NEWSPAPER,
    "GLASS_BOTTLE": Material.GLASS,
    "SYRUP_BOTTLE": Material.GLASS,
}


@dataclass(frozen=True, slots=True)
class Avoided:
    """Grams of CO2e from `low_g` to `high_g`, of `counted_g` of waste; the rest has no factor."""

    low_g: int
    high_g: int
    counted_g: int
    uncounted_g: int
    factors: tuple[Factor, ...]  # all that were used, in the order of the table

    @property
    def has_one_source(self) -> bool:
        """Whether the range is only "from nothing to what the one source says"."""
        return self.low_g == 0 < self.high_g


def avoided(*, grams: Mapping[str, int], factors: Iterable[Factor] = FACTORS) -> Avoided:
    """Of grams by sort (code of a category). Rounded down to whole grams of CO2e, sort by sort."""
    known = tuple(factors)
    low = high = counted = uncounted = 0
    used: set[Material] = set()
    for sort, net_g in grams.items():
        material = MATERIALS.get(sort)
        values = [one.avoided_g_per_kg for one in known if one.material is material]
        if not values:
            uncounted += net_g
            continue
        used.add(MATERIALS[sort])
        counted += net_g
        high += net_g * max(values) // _G_PER_KG
        low += net_g * min(values) // _G_PER_KG if len(values) > 1 else 0
    return Avoided(low, high, counted, uncounted, tuple(f for f in known if f.material in used))


def reduction_bp(
    *, managed_g: int, inhabitants: int, days: int, g_per_head_day: int = WASTE_G_PER_HEAD_DAY
) -> int:
    """Waste that the banks managed, in hundredths of a percent of all that arises; half up."""
    arising_g = inhabitants * g_per_head_day * days
    return (managed_g * 20_000 + arising_g) // (2 * arising_g) if arising_g else 0
