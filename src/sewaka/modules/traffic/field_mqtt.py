"""The field over MQTT: cabinets at the roadside, and the engine's ear and mouth in the room.

Messages come in on the network's thread and wait here until they are asked for; what can not be
read is counted by its code and dropped. What waits is bounded: who is not asked for a minute finds
the newest only.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TypeVar

from sewaka.modules.traffic import wire, wire_batch
from sewaka.modules.traffic.credentials import SERVER, order_key
from sewaka.modules.traffic.field import Heard
from sewaka.modules.traffic.mqtt import Address, Line, Received
from sewaka.modules.traffic.wire import Answer, Kind, Order, Reading, Shown, Topic
from sewaka.modules.traffic.wire_batch import Refusal
from sewaka.modules.traffic.wire_fields import Malformed

T = TypeVar("T")
_MOST_WAITING = 20_000
_EVERY = tuple(f"{wire.PREFIX}/+/{kind}" for kind in (Kind.SIGNAL, Kind.ACK))


class RoadsideOverMqtt:
    """Several cabinets of one process, each with a connection of its own."""

    def __init__(self, *, at: Address, junctions: Iterable[str], city: bytes) -> None:
        self.refused = Counter[str]()
        self._waiting: deque[Order] = deque(maxlen=_MOST_WAITING)
        self._keys = {code: order_key(junction=code, city=city) for code in junctions}
        self._lines = {
            code: Line(
                at=at,
                user=code,
                topics=(str(Topic(code, Kind.CMD)),),
                on_message=partial(self._take, code),
            )
            for code in self._keys
        }

    @property
    def is_open(self) -> bool:
        """Whether the broker knows all of them at this moment."""
        return all(line.is_open for line in self._lines.values())

    def open(self) -> None:
        """Connect, and come back whenever it breaks."""
        for line in self._lines.values():
            line.open()

    def close(self) -> None:
        """Say goodbye."""
        for line in self._lines.values():
            line.close()

    def readings(self, junction: str, readings: Sequence[Reading]) -> None:
        """All detectors' period in one message. Without a connection it is lost: a newer one
        follows at once."""
        self._say(junction, Topic(junction, Kind.OBS), wire_batch.write(readings))

    def shown(self, shown: Shown) -> None:
        """The state of a signal; the broker keeps the last one."""
        topic = Topic(shown.junction, Kind.SIGNAL)
        self._say(shown.junction, topic, wire.write_shown(shown), is_retained=True)

    def answer(self, answer: Answer) -> None:
        """To an order."""
        self._say(answer.junction, Topic(answer.junction, Kind.ACK), wire.write_answer(answer))

    def orders(self) -> list[Order]:
        """What came in since the last call."""
        return _drained(self._waiting)

    def _say(
        self, junction: str, topic: Topic, payload: bytes, *, is_retained: bool = False
    ) -> None:
        line = self._lines[junction]
        if line.is_open:
            line.publish(topic=str(topic), payload=payload, is_retained=is_retained)

    def _take(self, junction: str, received: Received) -> None:
        try:
            topic, key = wire.read_topic(received.topic), self._keys[junction]
            order = wire.read_order(topic=topic, payload=received.payload, key=key)
            self._waiting.append(order)
        except Malformed as problem:
            self.refused[problem.code] += 1
        self._lines[junction].acknowledge(received)


class RoomOverMqtt:
    """The server's connection of the engine."""

    def __init__(self, *, at: Address, city: bytes, part: str) -> None:
        self.refused = Counter[str]()
        self._city = city
        self._keys: dict[str, bytes] = {}
        self._readings: deque[Reading] = deque(maxlen=_MOST_WAITING)
        self._shown: deque[Shown] = deque(maxlen=_MOST_WAITING)
        self._answers: deque[Answer] = deque(maxlen=_MOST_WAITING)
        self._line = Line(
            at=at,
            user=SERVER,
            part=part,
            topics=(*wire.EVERY_READING, *_EVERY),
            on_message=self._take,
        )

    @property
    def is_open(self) -> bool:
        """Whether the broker answers at this moment."""
        return self._line.is_open

    def open(self) -> None:
        """Connect, and come back whenever it breaks."""
        self._line.open()

    def close(self) -> None:
        """Say goodbye."""
        self._line.close()

    def order(self, order: Order) -> None:
        """Sign and send. Without a connection it is lost: old orders are worth nothing."""
        key = self._keys.get(order.junction)
        if key is None:
            key = self._keys[order.junction] = order_key(junction=order.junction, city=self._city)
        if self._line.is_open:
            topic = Topic(order.junction, Kind.CMD)
            self._line.publish(topic=str(topic), payload=wire.write_order(order, key=key))

    def heard(self) -> Heard:
        """What came in since the last call."""
        return Heard(_drained(self._readings), _drained(self._shown), _drained(self._answers))

    def _take(self, received: Received) -> None:
        try:
            self._keep(wire.read_topic(received.topic), received.payload)
        except Malformed as problem:
            self.refused[problem.code] += 1
        self._line.acknowledge(received)

    def _keep(self, topic: Topic, payload: bytes) -> None:
        if topic.kind is Kind.OBS:
            if payload != wire.WILL:  # silence says the same a second later
                self._keep_readings(topic, payload)
        elif topic.kind is Kind.SIGNAL:
            self._shown.append(wire.read_shown(topic=topic, payload=payload))
        else:
            self._answers.append(wire.read_answer(topic=topic, payload=payload))

    def _keep_readings(self, topic: Topic, payload: bytes) -> None:
        for one in wire_batch.of_message(topic=topic, payload=payload):
            if isinstance(one, Refusal):
                self.refused[one.code] += 1
            else:
                self._readings.append(one)


def _drained(waiting: deque[T]) -> list[T]:
    """Everything that waits; more may come in meanwhile, from the other thread."""
    return [waiting.popleft() for _ in range(len(waiting))]
