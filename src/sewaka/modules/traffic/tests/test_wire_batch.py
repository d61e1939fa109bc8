"""All readings of a junction in one message: each is taken or refused alone."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.traffic import wire, wire_batch
from sewaka.modules.traffic.tests.test_wire import EXAMPLE, json, readings
from sewaka.modules.traffic.wire import Kind, Reading, Topic
from sewaka.modules.traffic.wire_batch import Refusal
from sewaka.modules.traffic.wire_fields import Malformed

ALL = Topic("J09", Kind.OBS)
GOOD: dict[str, Any] = {"detector": "D1", **EXAMPLE}


def read(*items: object) -> list[Reading | Refusal]:
    return wire_batch.of_message(topic=ALL, payload=orjson.dumps({"observations": items}))


def codes(found: list[Reading | Refusal]) -> list[tuple[str, str]]:
    """Detector and code of each; a reading has none."""
    return [(one.detector, one.code if isinstance(one, Refusal) else "") for one in found]


@given(found=st.lists(readings.map(lambda one: replace(one, junction="J09")), max_size=4))
def test_a_batch_is_read_as_it_was_written(found: list[Reading]) -> None:
    topic = wire.read_topic(str(ALL))
    assert topic == ALL
    assert wire_batch.of_message(topic=topic, payload=wire_batch.write(found)) == found


def test_a_message_of_one_detector_is_a_reading_as_before() -> None:
    topic = Topic("J09", Kind.OBS, "D1")
    assert wire_batch.of_message(topic=topic, payload=orjson.dumps(EXAMPLE)) == read(GOOD)


def test_what_is_wrong_is_refused_alone() -> None:
    found = read(
        GOOD,
        {**GOOD, "detector": "D2", "occ": 2},
        {**GOOD, "detector": "D3", "plate": "DK 1234 AB"},
        {"detector": "D4"},
        EXAMPLE,
        {**GOOD, "detector": "D 5"},
        {**GOOD, "detector": 6},
        "D7",
        {**GOOD, "detector": "D8"},
    )
    assert codes(found) == [
        ("D1", ""),
        ("D2", "occ"),
        ("D3", "unknown"),
        ("D4", "t"),
        ("", "detector"),
        ("", "detector"),
        ("", "detector"),
        ("", "observations"),
        ("D8", ""),
    ]
    assert isinstance(found[3], Refusal)
    assert found[3].sample == b'{"detector":"D4"}'


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b" " * (wire_batch.LARGEST_BYTES + 1), "too_large"),
        (b'{"observations":[{}', "not_json"),
        (b"[]", "not_json"),
        (orjson.dumps({"observations": {}}), "observations"),
        (orjson.dumps({"observations": [GOOD] * 1_001}), "observations"),
        (orjson.dumps({"observations": [], "t": 1}), "unknown"),
        (wire.WILL, "unknown"),
    ],
)
def test_what_is_no_batch_is_refused(payload: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        wire_batch.of_message(topic=ALL, payload=payload)
    assert refusal.value.code == code


@given(payload=st.binary(max_size=200) | json.map(orjson.dumps))
def test_whatever_comes_is_read_or_refused(payload: bytes) -> None:
    with contextlib.suppress(Malformed):
        assert wire_batch.of_message(topic=ALL, payload=payload) == []


@given(item=json)
def test_whatever_stands_in_a_batch_takes_no_other_with_it(item: Any) -> None:
    found = read(GOOD, item, GOOD)
    assert [isinstance(one, Refusal) for one in found] == [False, True, False]


def test_a_thousand_readings_of_a_street_are_below_the_limit() -> None:
    busy = [[12.5 + number, 11.1] for number in range(4)]
    item = {**GOOD, "detector": "J06-J09_0", "seq": 31_536_000, "zone": busy}
    assert len(orjson.dumps({"observations": [item] * 1_000})) < wire_batch.LARGEST_BYTES
