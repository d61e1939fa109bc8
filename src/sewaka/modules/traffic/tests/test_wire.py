"""Messages of the field: what is written is read again, and nothing else gets in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.traffic import wire, wire_outlook
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.orders import Source
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.wire_fields import Malformed
from sewaka.modules.traffic.wire_flash import Flash, Reset

EIGHT_S = 1_795_420_801.0  # 2026-11-23T08:00:01Z
KEY = b"k" * 32
OBS = wire.Topic("J09", wire.Kind.OBS, "J06-J09_0")
CMD = wire.Topic("J09", wire.Kind.CMD)
EXAMPLE: dict[str, Any] = {
    "t": "2026-11-23T08:00:01Z",
    "boot": 7,
    "seq": 812,
    "per": 1.0,
    "n": {"motorcycle": 3, "car": 1, "heavy": 0},
    "occ": 0.42,
    "v": 6.1,
    "q": 4,
    "zone": [[12.5, 0.0], [19.1, 1.2]],
    "st": "ok",
}

instants = st.integers(946_684_800_000, 7_258_118_399_999).map(lambda ms: ms / 1000)
fractions = st.floats(0, 1)
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,47}", fullmatch=True)
words = st.text(st.characters(categories=("L", "N")), max_size=64)
marks = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=64)
readings = st.builds(
    wire.Reading,
    junction=codes,
    detector=codes,
    t_s=instants,
    boot=st.integers(0, 2**31 - 1),
    seq=st.integers(0, 2**63 - 1),
    period_s=st.floats(0.05, 900),
    counts=st.builds(wire.Counts, *[st.integers(0, 1000)] * 3),
    occupancy=fractions,
    queue=st.integers(0, 256),
    speed_ms=st.none() | st.floats(0, 100),
    zone=st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 100)), max_size=8).map(tuple),
    status=st.sampled_from(wire.Status),
)
orders = st.builds(
    wire.Order,
    id=st.integers(0, 2**63 - 1),
    junction=codes,
    verb=st.sampled_from(wire.Verb),
    issued_s=instants,
    expires_s=instants,
    not_before_s=st.none() | instants,
    by=st.sampled_from(Source),
    stage=st.integers(0, 255),
    mode=st.sampled_from(Mode),
    reason=words,
    plan=st.none()
    | st.builds(
        StagePlan,
        code=words,
        splits=st.lists(
            st.builds(Split, st.integers(0, 63), st.floats(0.0, 600.0)), max_size=8
        ).map(tuple),
        offset_s=st.floats(0.0, 600.0),
    ),
    reset=st.none() | st.builds(Reset, instants, st.tuples(marks, marks)),
)
shown = st.builds(
    wire.Shown,
    junction=codes,
    t_s=instants,
    stage=st.integers(0, 255),
    indications=st.text("GgyroO", min_size=1, max_size=128),
    age_s=st.floats(0, 1e6),
    mode=st.sampled_from(Mode),
    plan=words,
    faults=st.lists(words, max_size=3).map(tuple),
    flash=st.none() | st.builds(Flash, instants, words),
)
json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)


def test_the_example_of_the_specification_is_read() -> None:
    assert wire.read_reading(topic=OBS, payload=orjson.dumps(EXAMPLE)) == wire.Reading(
        junction="J09",
        detector="J06-J09_0",
        t_s=EIGHT_S,
        boot=7,
        seq=812,
        period_s=1.0,
        counts=wire.Counts(3, 1, 0),
        occupancy=0.42,
        queue=4,
        speed_ms=6.1,
        zone=((12.5, 0.0), (19.1, 1.2)),
        status=wire.Status.OK,
    )


@given(reading=readings)
def test_a_reading_is_read_as_it_was_written(reading: wire.Reading) -> None:
    topic = wire.read_topic(str(wire.Topic(reading.junction, wire.Kind.OBS, reading.detector)))
    assert wire.read_reading(topic=topic, payload=wire.write_reading(reading)) == reading


@pytest.mark.parametrize("persons", [["a"], ["a", "b", "c"], ["a", ""], "ab", [1, 2], None])
def test_a_reset_names_two_persons(persons: object) -> None:
    order = replace(ORDER, verb=wire.Verb.RESET, reset=Reset(EIGHT_S, ("a", "b")))
    body = orjson.loads(wire.write_order(order, key=KEY))
    body["reset"]["persons"] = persons
    topic = wire.Topic("J09", wire.Kind.CMD)
    with pytest.raises(Malformed, match="persons"):
        wire.read_order(topic=topic, payload=orjson.dumps(body), key=KEY)


@given(order=orders)
def test_an_order_is_read_as_it_was_written(order: wire.Order) -> None:
    topic = wire.Topic(order.junction, wire.Kind.CMD)
    payload = wire.write_order(order, key=KEY)
    assert wire.read_order(topic=topic, payload=payload, key=KEY) == order


@given(state=shown)
def test_a_state_is_read_as_it_was_written(state: wire.Shown) -> None:
    topic = wire.Topic(state.junction, wire.Kind.SIGNAL)
    assert wire.read_shown(topic=topic, payload=wire.write_shown(state)) == state


@pytest.mark.parametrize(
    "answer",
    [
        wire.Answer("J09", 5, is_accepted=True),
        wire.Answer("J09", 6, is_accepted=False, code="stale"),
    ],
)
def test_an_answer_is_read_as_it_was_written(answer: wire.Answer) -> None:
    topic = wire.Topic("J09", wire.Kind.ACK)
    assert wire.read_answer(topic=topic, payload=wire.write_answer(answer)) == answer


def test_an_outlook_is_read_as_it_was_written() -> None:
    outlook = wire_outlook.Outlook(
        "J09", EIGHT_S, (wire_outlook.Exit("J09-J10_0", (0.5,) * 60, 12.0, 70.0),)
    )
    topic = wire.Topic("J09", wire.Kind.OUT)
    assert (
        wire_outlook.read_outlook(topic=topic, payload=wire_outlook.write_outlook(outlook))
        == outlook
    )


def test_an_outlook_of_another_length_is_refused() -> None:
    outlook = wire_outlook.Outlook(
        "J09", EIGHT_S, (wire_outlook.Exit("J09-J10_0", (0.5,) * 59, 12.0, 70.0),)
    )
    with pytest.raises(Malformed, match="outflow"):
        wire_outlook.read_outlook(topic=CMD, payload=wire_outlook.write_outlook(outlook))


@given(payload=st.binary(max_size=200) | json.map(orjson.dumps))
def test_whatever_comes_is_read_or_refused(payload: bytes) -> None:
    for read in (wire.read_reading, wire.read_shown, wire.read_answer, wire_outlook.read_outlook):
        with pytest.raises(Malformed):
            read(topic=OBS, payload=payload)


@given(field=st.sampled_from(sorted(EXAMPLE)), value=json)
def test_one_field_of_any_kind_is_read_or_named(field: str, value: Any) -> None:
    code = ""
    try:
        wire.read_reading(topic=OBS, payload=orjson.dumps({**EXAMPLE, field: value}))
    except Malformed as refusal:
        code = refusal.code
    inner = {"motorcycle", "car", "heavy", "unknown"} if field == "n" else set()
    assert code in {"", field} | inner


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("t", "2026-11-23T08:00:01"),  # of which zone?
        ("t", "yesterday"),
        ("t", 1_795_420_801),
        ("t", "1970-01-01T00:00:00Z"),
        ("boot", True),
        ("boot", -1),
        ("seq", 1.0),
        ("seq", 2**63),
        ("per", 0),
        ("occ", 1.01),
        ("occ", -0.01),
        ("occ", "0.4"),
        ("v", 100.5),
        ("q", 257),
        ("zone", [[1.0]]),
        ("zone", [[1.0, 0.0]] * 257),
        ("zone", [[-1.0, 0.0]]),
        ("st", "fine"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(field: str, value: Any) -> None:
    with pytest.raises(Malformed) as refusal:
        wire.read_reading(topic=OBS, payload=orjson.dumps({**EXAMPLE, field: value}))
    assert refusal.value.code == field


def test_identities_of_vehicles_have_no_place() -> None:
    with pytest.raises(Malformed, match="unknown"):
        wire.read_reading(topic=OBS, payload=orjson.dumps({**EXAMPLE, "plate": "DK 1234 AB"}))


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b" " * (wire.LARGEST_BYTES + 1), "too_large"),
        (b"{", "not_json"),
        (b"[]", "not_json"),
        (b'{"t": NaN}', "not_json"),
        (b"{}", "t"),
        (wire.WILL, "t"),
    ],
)
def test_what_is_no_object_is_refused(payload: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        wire.read_reading(topic=OBS, payload=payload)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sewaka/v1/traffic/J09",
        "sewaka/v1/traffic/J09/obs/obs/obs",
        "sewaka/v1/traffic//obs",
        "sewaka/v1/traffic/J09/D1/cmd",
        "sewaka/v1/traffic//D1/obs",
        "sewaka/v1/traffic/J09/+/obs",
        "sewaka/v1/traffic/#/D1/obs",
        "sewaka/v1/traffic/J09/D 1/obs",
        "sewaka/v2/traffic/J09/D1/obs",
        "sewaka/v1/traffic/J09/D1/obs/more",
        f"sewaka/v1/traffic/{'J' * 49}/D1/obs",
    ],
)
def test_other_topics_are_refused(text: str) -> None:
    with pytest.raises(Malformed, match="topic"):
        wire.read_topic(text)


ORDER = wire.Order(
    id=5, junction="J09", verb=wire.Verb.HOLD, issued_s=EIGHT_S, expires_s=EIGHT_S + 120, stage=2
)


@pytest.mark.parametrize(
    "forged",
    [
        replace(ORDER, stage=3),
        replace(ORDER, expires_s=EIGHT_S + 600),
        replace(ORDER, reason="because"),
        replace(ORDER, not_before_s=EIGHT_S),
        replace(ORDER, junction="J10"),
        replace(ORDER, reset=Reset(EIGHT_S, ("a", "b"))),
    ],
)
def test_a_changed_order_bears_no_signature(forged: wire.Order) -> None:
    signature = orjson.loads(wire.write_order(ORDER, key=KEY))["sig"]
    body = {**orjson.loads(wire.write_order(forged, key=b"x" * 32)), "sig": signature}
    topic = wire.Topic(forged.junction, wire.Kind.CMD)
    with pytest.raises(Malformed, match="signature"):
        wire.read_order(topic=topic, payload=orjson.dumps(body), key=KEY)
