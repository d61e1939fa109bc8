"""Whatever way the records of a phone come in, the city ends with the same chain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules.weighing.chain import Sent, genesis, written
from sewaka.modules.waste_banks.rules.weighing.intake import ChainBroken, Intake, sort
from sewaka.modules.waste_banks.tests import weighing_vectors as vectors

START = genesis(session_id=vectors.SESSION, device_id=vectors.DEVICE)
MOST = 12


def chain(length: int, *, word: str = "a") -> list[Sent]:
    """A chain of records."""
    bodies = ({"seq": n, "w": f"{word}{n}"} for n in range(1, length + 1))
    return written(bodies, start=START)


class City:
    """The city's half, in a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[int, bytes] = {}

    def take(self, sent: list[Sent]) -> Intake:
        """One upload."""
        head = self.rows.get(len(self.rows), START)
        found = sort(sent, known=self.rows, seq=len(self.rows) + 1, head=head)
        self.rows |= {one.seq: one.hash for one in found.fresh}
        return found


@given(st.integers(1, MOST), st.data())
def test_any_order_overlap_cut_and_repetition_ends_in_the_same_chain(
    length: int, data: st.DataObject
) -> None:
    sent, city = chain(length), City()
    cuts = st.tuples(st.integers(0, length - 1), st.integers(1, length))
    for start, size in data.draw(st.lists(cuts, max_size=8)):
        upload = data.draw(st.permutations(sent[start : start + size] * 2))
        expected = len(city.rows) + 1
        if start < expected:
            city.take(upload)
            continue
        with pytest.raises(DomainError, match=r"weighing\.gap") as caught:  # then again, from there
            city.take(upload)
        assert caught.value.facts == {"expected_seq": expected}
    city.take(sent[len(city.rows) :])
    assert city.rows == {one.seq: one.hash for one in sent}


def test_the_same_again_is_known_and_stores_nothing() -> None:
    sent, city = chain(3), City()
    assert city.take(sent).fresh == tuple(sent)
    assert city.take(sent) == Intake(known=tuple(sent))


def test_another_content_at_a_known_place_is_a_fork_and_nothing_of_it_is_stored() -> None:
    city, other = City(), chain(4, word="b")
    city.take(chain(2))
    found = city.take(other)
    assert (found.fresh, found.forked) == ((), tuple(other[:2]))
    assert len(city.rows) == 2


def test_what_does_not_continue_the_chain_is_refused_whole() -> None:
    sent, city = chain(4), City()
    for tampered, seq in (
        ([sent[0], sent[2], sent[3]], 2),
        ([sent[0], chain(2, word="b")[1]], 2),
        ([sent[0], *chain(1, word="b")], 2),  # two contents for one new place
    ):
        with pytest.raises(ChainBroken) as caught:
            city.take(tampered)
        assert (caught.value.status, caught.value.facts) == (422, {"seq": seq})
        assert city.rows == {}
