"""Counting: is the indexed search exact, and what do the hints find and miss?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np

from sewaka.kernel.geo import distance_m
from sewaka.modules.reports.effects.likeness import Alike, ranked
from sewaka.modules.reports.importers.likeness import shadow
from sewaka.modules.reports.importers.likeness.copies import Copy
from sewaka.modules.reports.importers.likeness.rows import Row
from sewaka.modules.reports.models import DuplicateHint, catalogue, nearby
from sewaka.modules.reports.rules.duplicates import MOST_SHOWN, Search, kin

WITHIN_M: Final = 50.0
THRESHOLDS: Final = (0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90)
_ABOUT_A_METRE_DEG: Final = 1 / 110_000


@dataclass(frozen=True, slots=True)
class Repeats:
    """Rows that have an earlier one of their own type near, and how many such pairs there are."""

    rows: int
    repeated: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Quality:
    """At one threshold: how many hints, how many of them right, of how many that there are."""

    threshold: float
    shown: int
    right: int
    wanted: int

    @property
    def precision(self) -> float | None:
        """Of what was shown, how much was right; None when nothing was shown."""
        return self.right / self.shown if self.shown else None

    @property
    def recall(self) -> float | None:
        """Of what there was, how much was shown."""
        return self.right / self.wanted if self.wanted else None


def repeats_by_brute_force(rows: Sequence[Row]) -> Repeats:
    """Every row against every earlier one of its type."""
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row.kind].append(row)
    counts = [count for alike in kinds.values() for count in _near_before(alike)]
    return Repeats(len(rows), sum(count > 0 for count in counts), sum(counts))


def _near_before(alike: Sequence[Row]) -> Iterator[int]:
    """For each row, how many of the rows before it are near."""
    # Most pairs are far apart in latitude alone; the exact distance decides for the others.
    lat = np.array([row.position.lat for row in alike])
    for n, row in enumerate(alike):
        close = np.flatnonzero(np.abs(lat[:n] - lat[n]) <= WITHIN_M * _ABOUT_A_METRE_DEG).tolist()
        yield sum(distance_m(row.position, alike[m].position) <= WITHIN_M for m in close)


def repeats_by_index(rows: Sequence[Row]) -> Repeats:
    """The same by the query of the hints, on a table that holds the rows."""
    kinds = {kind: f"T{n}" for n, kind in enumerate(sorted({row.kind for row in rows}))}
    table = [(kinds[row.kind], row.at, row.position, row.text) for row in rows]
    with shadow.table_of(table):
        counts = [nearby.found(_before(row, kinds[row.kind])).count() for row in rows]
    return Repeats(len(rows), sum(count > 0 for count in counts), sum(counts))


def on_copies(rows: Sequence[Row], copies: Sequence[Copy]) -> list[Quality]:
    """What a citizen would have been shown for each copy. Every other row counts as wrong."""
    with shadow.table_of([(row.code, row.at, row.position, row.text) for row in rows]):
        answers = [[*_answer(copy, rows)] for copy in copies]
    return [_quality(threshold, copies, answers) for threshold in THRESHOLDS]


def on_choices() -> list[Quality]:
    """The same from what people said to the hints they saw."""
    hints = DuplicateHint.objects.values_list("score", "choice")
    said = [(score, choice) for score, choice in hints if choice != DuplicateHint.Choice.IGNORED]
    return [of_choices(threshold, said) for threshold in THRESHOLDS] if said else []


def of_choices(threshold: float, said: Sequence[tuple[float, str]]) -> Quality:
    """At one threshold; hints without an answer are left out beforehand."""
    shown = [choice for score, choice in said if score >= threshold]
    same = DuplicateHint.Choice.SAME
    wanted = sum(choice == same for _, choice in said)
    return Quality(threshold, len(shown), shown.count(same), wanted)


def _before(row: Row, code: str) -> Search:
    earlier = row.at - timedelta(microseconds=1)
    return Search(frozenset({code}), row.position, WITHIN_M, now=earlier)


def _answer(copy: Copy, rows: Sequence[Row]) -> Iterator[tuple[float, bool]]:
    """Score and truth of everything near, the likeliest first."""
    for one in _alike(copy, rows):
        yield one.likeness.score, shadow.row_of(one.near.case_id) == copy.of


def _alike(copy: Copy, rows: Sequence[Row]) -> list[Alike]:
    if copy.sketch.position is None:
        return []
    categories = catalogue.current().categories
    category = categories[copy.code]
    search = Search(
        codes=kin(copy.code, {code: one.siblings for code, one in categories.items()}),
        centre=copy.sketch.position,
        radius_m=category.duplicate_radius_m,
        now=copy.sketch.at,
        days=category.duplicate_days,
    )
    near = []
    for one in nearby.near(search):
        photo = rows[shadow.row_of(one.case_id)].photo
        near.append(replace(one, photos=() if photo is None else (photo,)))
    return ranked(copy.sketch, near, radius_m=category.duplicate_radius_m)


def _quality(
    threshold: float, copies: Sequence[Copy], answers: Sequence[Sequence[tuple[float, bool]]]
) -> Quality:
    shown = [
        is_right
        for answer in answers
        for score, is_right in answer[:MOST_SHOWN]
        if score >= threshold
    ]
    return Quality(threshold, len(shown), sum(shown), len(copies))
