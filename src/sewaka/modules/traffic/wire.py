"""The field's messages over MQTT: topics, values, and how they are written and read.

    sewaka/v1/traffic/{junction}/obs               readings  all detectors' periods (`wire_batch`)
    sewaka/v1/traffic/{junction}/{detector}/obs    Reading   one detector's period
    sewaka/v1/traffic/{junction}/signal            Shown     what a signal shows (retained)
    sewaka/v1/traffic/{junction}/cmd               Order     a wish, signed by the server
    sewaka/v1/traffic/{junction}/ack               Answer    to an order
    sewaka/v1/traffic/{junction}/out               Outlook   what the neighbours can expect

Bodies are JSON objects, all with QoS 1. Reading is strict: an unknown field, a number that is no
number, a text too long is Malformed, for the topic bears the version. Times are seconds since 1970
(UTC) here and RFC 3339 with milliseconds on the wire.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from sewaka.modules.traffic import wire_fields as fields
from sewaka.modules.traffic import wire_flash, wire_plans
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.orders import Source
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.wire_fields import Malformed
from sewaka.modules.traffic.wire_flash import Flash, Reset

PREFIX = "sewaka/v1/traffic"
EVERY_READING = (f"{PREFIX}/+/obs", f"{PREFIX}/+/+/obs")
LARGEST_BYTES = 16_384
MOST_SEEN = 256  # vehicles in one zone
LONGEST_ZONE_M = 1_000.0
FASTEST_MS = 100.0
WILL = b'{"st":"offline"}'  # the broker speaks for a device that is gone
CLOCK_OFF_S = 2.0  # a clock further off than this is a fault
_MOST_COUNTED = 1_000  # of one class in one period
_LONGEST_PERIOD_S = 900.0
_TOPIC = re.compile(r"sewaka/v1/traffic/([^/]+)/(?:([^/]+)/(obs)|(obs|signal|cmd|ack|out))")


class Kind(StrEnum):
    """The last part of a topic."""

    OBS = "obs"
    SIGNAL = "signal"
    CMD = "cmd"
    ACK = "ack"
    OUT = "out"


class Status(StrEnum):
    """What a detector says of itself."""

    OK = "ok"
    BLIND = "blind"  # rain, fog, a lorry before the lens: not the same as nothing seen
    CLOCK = "clock"
    OFFLINE = "offline"  # its last will, spoken by the broker


class Verb(StrEnum):
    """What is asked of a signal."""

    STAGE = "stage"  # the optimiser, every second
    HOLD = "hold"  # an operator: this stage until the order ends
    RELEASE = "release"  # he lets go
    MODE = "mode"  # the highest step of the ladder from now on
    PLAN = "plan"  # the plan of the hour, in force until another comes
    RESET = "reset"  # two persons end a latched flash
    PREEMPT = "preempt"  # an emergency comes: this stage; said again until it has passed
    PASSED = "passed"  # it has


@dataclass(frozen=True, slots=True)
class Topic:
    """Where a message belongs. `detector` is empty unless it is one detector's reading."""

    junction: str
    kind: Kind
    detector: str = ""

    def __str__(self) -> str:
        within = f"{self.junction}/{self.detector}" if self.detector else self.junction
        return f"{PREFIX}/{within}/{self.kind.value}"


@dataclass(frozen=True, slots=True)
class Counts:
    """Vehicles over the stop line, by class."""

    motorcycle: int = 0
    car: int = 0
    heavy: int = 0

    @property
    def total(self) -> int:
        """Of all classes."""
        return self.motorcycle + self.car + self.heavy


@dataclass(frozen=True, slots=True)
class Reading:
    """One period of one detector, which ends at `t_s`.

    `boot`, `seq`: how often the device has started, and its messages since; with `t_s` they make a
    message that comes twice the same one. `zone`: metres from the stop line and metres a second
    of each vehicle seen. `occupancy`: of the zone's length, 0 to 1. `queue`: vehicles that stand.
    `speed_ms`: their mean; None when nobody was seen.
    """

    junction: str
    detector: str
    t_s: float
    boot: int
    seq: int
    period_s: float
    counts: Counts
    occupancy: float
    queue: int
    speed_ms: float | None = None
    zone: tuple[tuple[float, float], ...] = ()
    status: Status = Status.OK


@dataclass(frozen=True, slots=True)
class Shown:
    """What a signal shows, since when, and who steers. `flash`: while it is latched."""

    junction: str
    t_s: float
    stage: int
    indications: str
    age_s: float
    mode: Mode
    plan: str = ""
    faults: tuple[str, ...] = ()
    flash: Flash | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A wish. An order that comes twice counts once; after `expires_s` it counts for nothing."""

    id: int
    junction: str
    verb: Verb
    issued_s: float
    expires_s: float
    not_before_s: float | None = None
    by: Source = Source.CONTROLLER
    stage: int = 0
    mode: Mode = Mode.ADAPTIVE
    reason: str = ""
    plan: StagePlan | None = None
    reset: Reset | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a field unit said to an order; `code` says why not."""

    junction: str
    order: int
    is_accepted: bool
    code: str = ""


def read_topic(text: str) -> Topic:
    """The parts of a topic. Raises Malformed."""
    found = _TOPIC.fullmatch(text)
    if found is None:
        raise Malformed("topic")
    junction, detector, obs, other = found.groups()
    if not fields.is_code(junction) or (detector and not fields.is_code(detector)):
        raise Malformed("topic")
    return Topic(junction, Kind(obs or other), detector or "")


def write_reading(reading: Reading) -> bytes:
    """The body of one detector's `obs`."""
    return orjson.dumps(reading_body(reading))


def reading_body(reading: Reading) -> dict[str, Any]:
    """A reading as JSON, without whose it is."""
    body: dict[str, Any] = {
        "t": fields.instant(reading.t_s),
        "boot": reading.boot,
        "seq": reading.seq,
        "per": reading.period_s,
        "n": {
            "motorcycle": reading.counts.motorcycle,
            "car": reading.counts.car,
            "heavy": reading.counts.heavy,
        },
        "occ": reading.occupancy,
        "q": reading.queue,
        "zone": reading.zone,
        "st": reading.status.value,
    }
    if reading.speed_ms is not None:
        body["v"] = reading.speed_ms
    return body


def read_reading(*, topic: Topic, payload: bytes) -> Reading:
    """A detector's period. Raises Malformed."""
    body = fields.body_of(payload, largest=LARGEST_BYTES)
    return reading_of(junction=topic.junction, detector=topic.detector, body=body)


def reading_of(*, junction: str, detector: str, body: Mapping[str, Any]) -> Reading:
    """A reading whose JSON is read already, as in a batch. Raises Malformed."""
    take = fields.Fields(body)
    return take.all_of(
        Reading(
            junction=junction,
            detector=detector,
            t_s=take.seconds("t"),
            boot=take.whole("boot", most=fields.MOST_32),
            seq=take.whole("seq", most=fields.MOST_63),
            period_s=take.real("per", least=0.05, most=_LONGEST_PERIOD_S),
            counts=_counts(take.inner("n")),
            occupancy=take.real("occ", most=1.0),
            queue=take.whole("q", most=MOST_SEEN, default=0),
            speed_ms=take.maybe_real("v", most=FASTEST_MS),
            zone=_zone(take.rows("zone", most=MOST_SEEN)),
            status=take.one_of("st", Status),
        )
    )


def _counts(take: fields.Fields) -> Counts:
    return take.all_of(
        Counts(
            take.whole("motorcycle", most=_MOST_COUNTED, default=0),
            take.whole("car", most=_MOST_COUNTED, default=0),
            take.whole("heavy", most=_MOST_COUNTED, default=0),
        )
    )


def _zone(rows: list[Any]) -> tuple[tuple[float, float], ...]:
    return tuple(
        (
            fields.real(row[0], "zone", most=LONGEST_ZONE_M),
            fields.real(row[1], "zone", most=FASTEST_MS),
        )
        for row in rows
        if fields.is_pair(row, "zone")
    )


def write_shown(shown: Shown) -> bytes:
    """The body of `signal`."""
    body: dict[str, Any] = {
        "t": fields.instant(shown.t_s),
        "stage": shown.stage,
        "ind": shown.indications,
        "age": shown.age_s,
        "mode": shown.mode.value,
        "plan": shown.plan,
        "fault": shown.faults,
    }
    if shown.flash is not None:
        body["flash"] = wire_flash.flash_body(shown.flash)
    return orjson.dumps(body)


def read_shown(*, topic: Topic, payload: bytes) -> Shown:
    """What a signal shows. Raises Malformed."""
    take = fields.Fields(fields.body_of(payload, largest=LARGEST_BYTES))
    return take.all_of(
        Shown(
            junction=topic.junction,
            t_s=take.seconds("t"),
            stage=take.whole("stage", most=255),
            indications=take.matching("ind", fields.INDICATIONS),
            age_s=take.real("age", most=1e9),
            mode=take.one_of("mode", Mode),
            plan=take.text("plan", longest=64, default=""),
            faults=tuple(fields.text(one, "fault", longest=64) for one in take.rows("fault")),
            flash=wire_flash.read_flash(take),
        )
    )


def write_order(order: Order, *, key: bytes) -> bytes:
    """The body of `cmd`, signed with the junction's key: HMAC-SHA256 over topic and body."""
    return orjson.dumps({**_order_body(order), "sig": _signature(order, key)})


def read_order(*, topic: Topic, payload: bytes, key: bytes) -> Order:
    """A wish whose signature is right. Raises Malformed; code `signature` when it is not."""
    take = fields.Fields(fields.body_of(payload, largest=LARGEST_BYTES))
    signature = take.text("sig", longest=64)
    order = take.all_of(
        Order(
            id=take.whole("id", most=fields.MOST_63),
            junction=topic.junction,
            verb=take.one_of("do", Verb),
            issued_s=take.seconds("t"),
            expires_s=take.seconds("expires"),
            not_before_s=take.maybe_seconds("not_before"),
            by=take.one_of("by", Source),
            stage=take.whole("stage", most=255, default=0),
            mode=take.one_of("mode", Mode),
            reason=take.text("reason", longest=500, default=""),
            plan=wire_plans.read(take),
            reset=wire_flash.read_reset(take),
        )
    )
    if not hmac.compare_digest(signature.encode(), _signature(order, key).encode()):
        raise Malformed("signature")
    return order


def _order_body(order: Order) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": order.id,
        "do": order.verb.value,
        "t": fields.instant(order.issued_s),
        "expires": fields.instant(order.expires_s),
        "by": order.by.value,
        "stage": order.stage,
        "mode": order.mode.value,
        "reason": order.reason,
    }
    if order.not_before_s is not None:
        body["not_before"] = fields.instant(order.not_before_s)
    if order.plan is not None:
        body["plan"] = wire_plans.written(order.plan)
    if order.reset is not None:
        body["reset"] = wire_flash.reset_body(order.reset)
    return body


def _signature(order: Order, key: bytes) -> str:
    """Over the topic too, so that an order for one junction is none for another."""
    signed = str(Topic(order.junction, Kind.CMD)).encode()
    signed += b"\n" + orjson.dumps(_order_body(order), option=orjson.OPT_SORT_KEYS)
    return hmac.new(key, signed, "sha256").hexdigest()


def write_answer(answer: Answer) -> bytes:
    """The body of `ack`."""
    result = "accepted" if answer.is_accepted else "rejected"
    return orjson.dumps({"id": answer.order, "result": result, "code": answer.code})


def read_answer(*, topic: Topic, payload: bytes) -> Answer:
    """To an order. Raises Malformed."""
    take = fields.Fields(fields.body_of(payload, largest=LARGEST_BYTES))
    result = take.text("result", longest=8)
    if result not in {"accepted", "rejected"}:
        raise Malformed("result")
    return take.all_of(
        Answer(
            junction=topic.junction,
            order=take.whole("id", most=fields.MOST_63),
            is_accepted=result == "accepted",
            code=take.text("code", longest=64, default=""),
        )
    )
