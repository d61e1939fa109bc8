"""Which of the records that come in are new, which are known, and which contradict the known.

Phones send again whatever they are not sure of, over lines that break, from two tabs at once: any
order, overlap, cut and repetition of the same records has to end in the same state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules.weighing.chain import Sent, first_broken


class ChainBroken(DomainError):
    """Records that do not continue the chain. Facts: seq, the first such place."""

    status = 422


@dataclass(frozen=True, slots=True)
class Intake:
    """Records by what becomes of them, each in the order of the chain."""

    fresh: tuple[Sent, ...] = ()
    known: tuple[Sent, ...] = ()
    forked: tuple[Sent, ...] = ()


def sort(sent: Iterable[Sent], *, known: Mapping[int, bytes], seq: int, head: bytes) -> Intake:
    """Records against a chain of which `seq` comes next, after the hash `head`.

    `known` has the hash of every place before `seq` that is named. Where records contradict known
    ones nothing is fresh. Raises DomainError("weighing.gap") with `expected_seq`, and
    ChainBroken("weighing.chain_broken").
    """
    rows = sorted({(one.seq, one.hash): one for one in sent}.values(), key=lambda one: one.seq)
    before = [one for one in rows if one.seq < seq]
    forked = tuple(one for one in before if known[one.seq] != one.hash)
    same = tuple(one for one in before if known[one.seq] == one.hash)
    if forked:
        return Intake(known=same, forked=forked)
    fresh = tuple(one for one in rows if one.seq >= seq)
    if fresh and fresh[0].seq > seq:
        raise DomainError("weighing.gap", expected_seq=seq)
    broken = first_broken(fresh, seq=seq, prev=head)
    if broken is not None:
        raise ChainBroken("weighing.chain_broken", seq=broken)
    return Intake(fresh=fresh, known=same)
