"""Rules of the fraud desk, F1 to F14: from plain facts to flags that a person looks at.

A flag never blocks money. Each rule names whom it is about and what was seen; figures that decide
stand as constants beside the rule, none of them from a law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from sewaka.modules.waste_banks.rules.fraud import chains, offices, people, weights
from sewaka.modules.waste_banks.rules.fraud.facts import Facts, Flag

RULES: Final[Mapping[str, Callable[[Facts], Iterable[Flag]]]] = {
    "F1": people.ghosts,
    "F2": weights.heavy,
    "F3": weights.shrunk,
    "F4": offices.skimmed,
    "F5": chains.backdated,
    "F6": chains.broken,
    "F7": people.twice,
    "F8": offices.one_hand,
    "F9": offices.late_prices,
    "F10": offices.structured,
    "F11": weights.round_ones,
    "F12": chains.voided,
    "F13": people.taken_over,
    "F14": chains.photos_again,
}


def all_flags(facts: Facts) -> list[Flag]:
    """What every rule finds."""
    return [flag for rule in RULES.values() for flag in rule(facts)]
