"""Weights that no scale gave: F2, F3, F11."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev
from typing import Final

from sewaka.modules.waste_banks.rules.fraud.facts import Deposit, Facts, Flag, Line, Severity

_ENOUGH: Final = 30  # lines of a category at a bank; else the city's
_FAR: Final = 6.0  # robust z, on grams
_FAR_IN_RATIO: Final = 3.5  # and on their logarithms: weights lean to the right by nature
_TO_SIGMA: Final = 0.6745  # MAD of the normal distribution
_WEIGHER_LINES: Final = 60
_WEIGHER_FAR: Final = 4.0
_WEIGHER_RATIO: Final = 1.15
_CLIPPED: Final = 1.5  # of a logarithm, so that single lines do not decide about a person
_SHRINK_SHARE: Final = 0.03
_SHRINK_G: Final = 5_000
_ROUND_SHARE: Final = 0.4
_ROUND_LINES: Final = 50
_KG: Final = 1_000


@dataclass(frozen=True, slots=True)
class Usual:
    """Middle and spread (MAD) of a category's weights at a bank, and the spread of their logarithms
    in the whole city: a bank alone has too few to tell."""

    middle_g: float
    spread_g: float
    spread_log: float

    def is_far(self, net_g: int) -> bool:
        """Whether a line stands out by both measures."""
        if not self.spread_g or not self.spread_log:
            return False
        z = _TO_SIGMA * (net_g - self.middle_g) / self.spread_g
        ratio = _TO_SIGMA * math.log(net_g / self.middle_g) / self.spread_log
        return z > _FAR and ratio > _FAR_IN_RATIO


def heavy(facts: Facts) -> Iterator[Flag]:
    """F2: a line over what its category may weigh, or far from what is usual; and a weigher whose
    lines are all somewhat heavier than their colleagues'."""
    usual = _Usuals(facts.deposits)
    for one in facts.deposits:
        for line in one.lines:
            known = usual.of(one.bank, line.category)
            if line.net_g > line.max_line_g or known.is_far(line.net_g):
                evidence = {
                    "category": line.category,
                    "net_g": line.net_g,
                    "usual_g": round(known.middle_g),
                    "deposits": [one.id],
                }
                yield Flag("F2", one.bank, one.id, Severity.MEDIUM, evidence)
                break
    yield from _heavy_hands(facts.deposits)


def _heavy_hands(deposits: Sequence[Deposit]) -> Iterator[Flag]:
    """Against the median of the bank's other weighers, category by category."""
    at: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in deposits:
        for line in one.lines:
            at[one.bank, line.category][one.weigher].append(line.net_g)
    ratios: dict[tuple[str, str], list[float]] = defaultdict(list)
    for (bank, _), by_weigher in at.items():
        for weigher, own in by_weigher.items():
            others = [g for name, many in by_weigher.items() if name != weigher for g in many]
            if len(others) >= _ENOUGH:
                usual = median(others)
                ratios[bank, weigher] += [math.log(g / usual) for g in own]
    for (bank, weigher), found in ratios.items():
        ratio = math.exp(median(found)) if found else 1.0
        if len(found) >= _WEIGHER_LINES and ratio > _WEIGHER_RATIO and _z(found) > _WEIGHER_FAR:
            evidence = {"lines": len(found), "ratio_percent": round(100 * ratio)}
            yield Flag("F2", bank, weigher, Severity.MEDIUM, evidence, recurs=True)


def _z(ratios: Sequence[float]) -> float:
    """How far the mean of logarithms is from nought, in its own errors."""
    clipped = [max(-_CLIPPED, min(_CLIPPED, ratio)) for ratio in ratios]
    spread = pstdev(clipped)
    return fmean(clipped) * math.sqrt(len(clipped)) / spread if spread else 0.0


class _Usuals:
    """Of a bank and category where it has enough lines, else of the category in the city."""

    def __init__(self, deposits: Sequence[Deposit]) -> None:
        grams: dict[tuple[str, str], list[int]] = defaultdict(list)
        for one in deposits:
            for line in one.lines:
                grams[one.bank, line.category].append(line.net_g)
                grams["", line.category].append(line.net_g)
        self._known: Mapping[tuple[str, str], Usual] = {
            (bank, category): _usual(found, of_city=grams["", category])
            for (bank, category), found in grams.items()
            if len(found) >= _ENOUGH or not bank
        }

    def of(self, bank: str, category: str) -> Usual:
        return self._known.get((bank, category)) or self._known["", category]


def _usual(grams: Sequence[int], *, of_city: Sequence[int]) -> Usual:
    middle, city = median(grams), median(of_city)
    spread = median(abs(g - middle) for g in grams)
    return Usual(middle, spread, median(abs(math.log(g / city)) for g in of_city))


def shrunk(facts: Facts) -> Iterator[Flag]:
    """F3: what came in is not there any more: over 3 % and 5 kg in a month."""
    for one in facts.stock:
        out = one.sold_g + one.residue_g + one.moved_g
        missing = one.opening_g + one.in_g - out - one.closing_g
        if missing > _SHRINK_G and missing > _SHRINK_SHARE * one.in_g:
            evidence = {"category": one.category, "missing_g": missing, "in_g": one.in_g}
            subject = f"{one.bank}/{one.category}"
            yield Flag("F3", one.bank, subject, Severity.MEDIUM, evidence, recurs=True)


def round_ones(facts: Facts) -> Iterator[Flag]:
    """F11: whole kilograms too often at a scale that shows grams: typed, not weighed."""
    lines: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for one in facts.deposits:
        if one.weigher in facts.digital:
            lines[one.bank, one.weigher] += one.lines
    for (bank, weigher), found in lines.items():
        whole = sum(line.net_g % _KG == 0 for line in found)
        if len(found) >= _ROUND_LINES and whole > _ROUND_SHARE * len(found):
            evidence = {"lines": len(found), "whole": whole}
            yield Flag("F11", bank, weigher, Severity.MEDIUM, evidence, recurs=True)
