"""Working time in 64 buckets that grow evenly on a logarithmic scale, so that medians add up.

Two histograms of different days, villages or offices are added bucket by bucket; a median of
medians would be wrong. The price: a median is right to within half a bucket, about 10 per cent.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

BUCKETS: Final = 64
SHORTEST_MIN: Final = 1.0
LONGEST_MIN: Final = 120_000.0  # 2,000 working hours: a year of an open office
_GROWTH: Final = (LONGEST_MIN / SHORTEST_MIN) ** (1 / (BUCKETS - 2))
EDGES: Final = tuple(SHORTEST_MIN * _GROWTH**step for step in range(BUCKETS - 1))

Histogram = tuple[int, ...]
EMPTY: Final[Histogram] = (0,) * BUCKETS


def bucket_of(minutes: float) -> int:
    """The bucket of a duration in working minutes: 0 is below one minute, 63 above 2,000 hours."""
    return bisect_right(EDGES, minutes)


def middle_of(bucket: int) -> float:
    """The minutes that stand for a bucket: its geometric middle; the open ends by their edge."""
    if bucket == 0:
        return 0.0
    if bucket == BUCKETS - 1:
        return LONGEST_MIN
    return math.sqrt(EDGES[bucket - 1] * EDGES[bucket])


def histogram(buckets: Iterable[int]) -> Histogram:
    """How many durations fell into each bucket."""
    counted = [0] * BUCKETS
    for bucket in buckets:
        counted[bucket] += 1
    return tuple(counted)


def added(one: Sequence[int], other: Sequence[int]) -> Histogram:
    """Both histograms together; an empty sequence is nothing."""
    if not one or not other:
        return tuple(one or other) or EMPTY
    return tuple(a + b for a, b in zip(one, other, strict=True))


def median_minutes(counted: Sequence[int]) -> float | None:
    """The lower median in working minutes, None when nothing was counted."""
    total = sum(counted)
    if not total:
        return None
    seen, wanted = 0, (total + 1) // 2
    for bucket, count in enumerate(counted):
        seen += count
        if seen >= wanted:
            return middle_of(bucket)
    raise AssertionError("a histogram ends before its own sum")
