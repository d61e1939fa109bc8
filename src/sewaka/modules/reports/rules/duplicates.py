"""Whether two reports may be the same: which ones are compared, and how alike they are.

Nothing here decides. A citizen is shown what is likely before sending, an officer what is very
likely; both say for themselves. Weights and thresholds are measured (ADR 17): `sewaka reports
duplicates --evaluate` prints what they find and what they miss.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sewaka.kernel.geo import Position, distance_m
from sewaka.modules.reports.rules import states

CITIZEN_SEES: Final = 0.55  # before sending, at most `MOST_SHOWN`
OFFICER_MARKS: Final = 0.75
MOST_SHOWN: Final = 3
MOST_COMPARED: Final = 50  # the newest ones
OFFICER_RADIUS_M: Final = 1_000
DEFAULT_RADIUS_M: Final = 250
DEFAULT_DAYS: Final = 14
# Taken back, or standing for another report already: nobody should be led there.
NEVER_OFFERED: Final = frozenset({states.CANCELLED, states.DUPLICATE})

# So many of their trigrams two people share who describe one thing: more is not more alike. Two
# who never met share a fifth to two fifths, and only who copies shares all.
_AS_ALIKE_AS_TWO_TELL_IT: Final = 0.40
_COMPARED_CHARACTERS: Final = 1_000  # whatever stands later does not say what it is about
_FADES_IN_DAYS: Final = 14.0
_DIFFERENT_BITS: Final = 10  # of 64: from here on two pictures have nothing to do with each other
_64_BITS: Final = (1 << 64) - 1
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; they add up to one."""

    distance: float = 0.40
    time: float = 0.20
    text: float = 0.25
    photo: float = 0.15


START: Final = Weights()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is compared of a report. `photos` are difference hashes, 64 bits, signed or not."""

    at: datetime
    position: Position | None = None
    text: str = ""
    photos: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two reports are: every part and the whole from 0 to 1; None is not known."""

    score: float
    distance: float | None
    time: float
    text: float | None
    photo: float | None


@dataclass(frozen=True, slots=True)
class Known:
    """What decides whether a public report is compared at all."""

    code: str
    position: Position
    requested_at: datetime
    state: str
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Which reports are compared: of these categories, so near, open or closed not long ago.

    The definition that the query in `models.nearby` must find exactly.
    """

    codes: frozenset[str]
    centre: Position
    radius_m: float
    now: datetime
    days: int = DEFAULT_DAYS

    @property
    def closed_after(self) -> datetime:
        """What was closed before is past."""
        return self.now - timedelta(days=self.days)

    def takes(self, known: Known) -> bool:
        """Whether this one is compared."""
        return (
            known.code in self.codes
            and known.state not in NEVER_OFFERED
            and known.requested_at <= self.now
            and (known.closed_at is None or known.closed_at > self.closed_after)
            and distance_m(self.centre, known.position) <= self.radius_m
        )


def kin(code: str, siblings: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The category and its siblings, whichever of the two names the other.

    Siblings of siblings are none: a hole in the road is no blocked drain.
    """
    named = set(siblings.get(code, ()))
    naming = {other for other, named_by in siblings.items() if code in named_by}
    return frozenset({code} | named | naming)


def compare(a: Sketch, b: Sketch, *, radius_m: float, weights: Weights = START) -> Likeness:
    """How alike two reports are. Parts that one of them lacks drop out, the others count more.

    The same in both directions.
    """
    distance = _nearness(a.position, b.position, radius_m=radius_m)
    time = math.exp(-abs((a.at - b.at).total_seconds()) / (86_400 * _FADES_IN_DAYS))
    text = text_likeness(a.text, b.text)
    photo = photo_likeness(a.photos, b.photos)
    parts = (
        (weights.distance, distance),
        (weights.time, time),
        (weights.text, text),
        (weights.photo, photo),
    )
    known = [(weight, part) for weight, part in parts if part is not None]
    score = sum(weight * part for weight, part in known) / sum(weight for weight, _ in known)
    return Likeness(min(1.0, score), distance, time, text, photo)


def text_likeness(a: str, b: str) -> float | None:
    """Shared trigrams of two texts against all of theirs (Jaccard), one from where two people's own
    words for the same thing end; None when one says nothing.
    """
    first, second = trigrams(a), trigrams(b)
    if not first or not second:
        return None
    shared = len(first & second) / len(first | second)
    return min(1.0, shared / _AS_ALIKE_AS_TWO_TELL_IT)


def trigrams(text: str) -> frozenset[str]:
    """Groups of three letters, word by word, two blanks before and one after each.

    As PostgreSQL's pg_trgm cuts them, which is not everywhere to be had. Case, accents, signs
    and covered places say nothing.
    """
    plain = unicodedata.normalize("NFKD", text[:_COMPARED_CHARACTERS].casefold())
    bare = "".join(ch for ch in plain if not unicodedata.combining(ch))
    padded = (f"  {word} " for word in _WORD.findall(bare))
    return frozenset(word[n : n + 3] for word in padded for n in range(len(word) - 2))


def photo_likeness(a: Iterable[int], b: Sequence[int]) -> float | None:
    """The best of all pairs of pictures; None when one side has none."""
    pairs = [differing_bits(one, other) for one in a for other in b]
    return max(0.0, 1 - min(pairs) / _DIFFERENT_BITS) if pairs else None


def differing_bits(a: int, b: int) -> int:
    """How many of 64 bits differ; signed and unsigned numbers mean the same bits."""
    return ((a ^ b) & _64_BITS).bit_count()


def _nearness(a: Position | None, b: Position | None, *, radius_m: float) -> float | None:
    """One on the spot, nothing from the radius on."""
    if a is None or b is None:
        return None
    return max(0.0, 1 - distance_m(a, b) / radius_m)
