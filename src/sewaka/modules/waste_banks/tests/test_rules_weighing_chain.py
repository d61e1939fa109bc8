"""Canonical text and chain: the vectors, and that nothing can be done to a chain unseen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.waste_banks.rules.weighing.canonical import NotCanonical, canonical
from sewaka.modules.waste_banks.rules.weighing.chain import (
    Sent,
    first_broken,
    genesis,
    link,
    written,
)
from sewaka.modules.waste_banks.tests import weighing_vectors as vectors

START = genesis(session_id=vectors.SESSION, device_id=vectors.DEVICE)


def test_the_vectors_of_the_protocol() -> None:
    assert START.hex() == vectors.GENESIS
    assert canonical(vectors.body(vectors.DEPOSIT)) == vectors.DEPOSIT.encode()
    first, second = written(map(vectors.body, (vectors.DEPOSIT, vectors.VOID)), start=START)
    assert first.hash.hex() == vectors.DEPOSIT_HASH
    assert second.hash.hex() == vectors.VOID_HASH


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1.0, "type"), (True, "type"), (None, "type"), ({1: 2}, "type"), (b"x", "type"),
        (2**53, "integer"), (-(2**53), "integer"), ("e\u0301", "nfc"), ({"e\u0301": 1}, "nfc"),
        ("\ud800", "surrogate"), ({"\udc00": 1}, "surrogate"),
        ([[[[[[[[["too deep"]]]]]]]]], "depth"),
    ],
)  # fmt: skip
def test_what_two_languages_might_write_differently_has_no_form(value: Any, why: str) -> None:
    with pytest.raises(NotCanonical, match=why):
        canonical(value)


def test_keys_stand_in_the_order_of_utf_16_as_javascript_sorts() -> None:
    assert canonical({"\uff61": 1, "\U0001f600": 2}) == '{"😀":2,"｡":1}'.encode()


@given(vectors.objects)
def test_the_text_says_the_same_whatever_the_order_of_keys(drawn: dict[str, Any]) -> None:
    backwards = dict(reversed(list(drawn.items())))
    assert json.loads(canonical(drawn)) == drawn
    assert canonical(backwards) == canonical(drawn)


def chain(words: list[str]) -> list[Sent]:
    """A chain of records with those words."""
    return written(({"seq": n, "id": n, "w": word} for n, word in enumerate(words, 1)), start=START)


def is_whole(rows: list[Sent], head: bytes) -> bool:
    """Whether chain and last hash hold, as at the closing of a session."""
    last = rows[-1].hash if rows else START
    return first_broken(rows, seq=1, prev=START) is None and last == head


rows = st.lists(vectors.words, min_size=2, max_size=8)


@given(rows)
def test_a_chain_holds_and_continues_at_any_place(words: list[str]) -> None:
    sent = chain(words)
    assert is_whole(sent, sent[-1].hash)
    for n in range(1, len(sent)):
        assert first_broken(sent[n:], seq=n + 1, prev=sent[n - 1].hash) is None


@given(rows, st.data())
def test_no_row_is_removed_changed_swapped_or_slipped_in_unseen(
    words: list[str], data: st.DataObject
) -> None:
    sent = chain(words)
    head = sent[-1].hash
    at = data.draw(st.integers(0, len(sent) - 1))
    other = data.draw(st.integers(0, len(sent) - 1).filter(lambda n: n != at))
    removed = sent[:at] + sent[at + 1 :]
    swapped = list(sent)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    changed = [*sent[:at], _edited(sent[at]), *sent[at + 1 :]]
    inserted = [*sent[:at], _edited(sent[at]), *sent[at:]]
    for tampered in (removed, swapped, changed, inserted):
        assert not is_whole(tampered, head)
        renumbered = written(
            ({**one.body, "seq": n} for n, one in enumerate(tampered, 1)), start=START
        )
        assert not is_whole(renumbered, head)  # a whole new chain has another last hash


def _edited(one: Sent) -> Sent:
    body = {**one.body, "w": f"{one.body['w']}!"}
    return Sent(one.seq, one.prev, link(prev=one.prev, body=body), body)


def test_the_place_of_the_break_is_told() -> None:
    sent = chain(["a", "b", "c", "d"])
    assert first_broken(sent[:1] + sent[2:], seq=1, prev=START) == 2
    bad_hash = [*sent[:2], Sent(3, sent[2].prev, bytes(32), sent[2].body)]
    assert first_broken(bad_hash, seq=1, prev=START) == 3
    no_form = [*sent[:2], Sent(3, sent[2].prev, bytes(32), {"seq": 3, "w": 1.5})]
    assert first_broken(no_form, seq=1, prev=START) == 3
