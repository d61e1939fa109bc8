"""The client's side of MQTT: one connection that comes back by itself.

Messages are acknowledged by hand, after whoever got them has kept them. An acknowledgement bears a
number that counts for one connection only; one for a message of an earlier connection is left out,
because the broker sends such a message again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from sewaka.kernel import env
from sewaka.modules.traffic import credentials

QOS = 1
KEEPALIVE_S = 30
_LONGEST_PAUSE_S = 5
_TLS_PORT = 8883


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker listens. `user` and `password` replace the derived ones when given."""

    host: str
    port: int
    is_tls: bool = False
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A message, and what is needed to acknowledge it."""

    topic: str
    payload: bytes
    is_retained: bool
    number: int
    connection: int


def own_port() -> int:
    """Where the demo's broker listens: `MQTT_PORT`, else two above the city's."""
    return env.number("MQTT_PORT", env.number("PORT", 8000) + 2)


def address() -> Address:
    """Of the broker: `MQTT_URL` (`mqtt://` or `mqtts://`), else the demo's. Raises BadSetting."""
    url = env.text("MQTT_URL")
    if not url:
        return Address("127.0.0.1", own_port())
    parts = urlsplit(url)
    if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname:
        raise env.BadSetting("MQTT_URL must begin with mqtt:// or mqtts:// and name a host")
    is_tls = parts.scheme == "mqtts"
    return Address(
        host=parts.hostname,
        port=parts.port or (_TLS_PORT if is_tls else 1883),
        is_tls=is_tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class Line:
    """A connection of one user.

    `on_message` runs in the network's thread: it must be quick and must not raise. `part` tells
    apart several connections of one user. `is_lasting`: the broker keeps what comes meanwhile.
    """

    def __init__(
        self,
        *,
        at: Address,
        user: str,
        part: str = "",
        topics: tuple[str, ...] = (),
        on_message: Callable[[Received], None] | None = None,
        on_connect: Callable[[], None] | None = None,
        is_lasting: bool = False,
    ) -> None:
        self._at = at
        self._topics = topics
        self._on_message = on_message
        self._on_connect = on_connect
        self._connection = 0
        self._lock = Lock()
        name = at.user if user == credentials.SERVER and at.user else user
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{name}:{part}" if part else name,
            clean_session=not is_lasting,
            manual_ack=True,
        )
        secret = at.password or credentials.password_of(user=user, city=credentials.city_key())
        self._client.username_pw_set(name, secret)
        if at.is_tls:
            self._client.tls_set()
        self._client.max_inflight_messages_set(1_000)
        self._client.reconnect_delay_set(1, _LONGEST_PAUSE_S)
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._disconnected
        self._client.on_message = self._heard

    @property
    def is_open(self) -> bool:
        """Whether the broker answers at this moment."""
        return self._client.is_connected()

    def open(self) -> None:
        """Begin to connect; returns at once and goes on for ever."""
        self._client.connect_async(self._at.host, self._at.port, keepalive=KEEPALIVE_S)
        self._client.loop_start()

    def close(self) -> None:
        """Say goodbye."""
        self._client.disconnect()
        self._client.loop_stop()
        # Nobody knows us any more: its sockets are closed when the last reference goes.
        self._client.on_connect = self._client.on_disconnect = self._client.on_message = None

    def publish(self, *, topic: str, payload: bytes, is_retained: bool = False) -> None:
        """Send with QoS 1; without a connection it waits for one."""
        self._client.publish(topic, payload, qos=QOS, retain=is_retained)

    def acknowledge(self, received: Received) -> None:
        """Tell the broker that a message is kept."""
        with self._lock:
            # A retained message may come with QoS 0 and no number: nobody waits for its answer.
            if received.number and received.connection == self._connection:
                self._client.ack(received.number, QOS)

    def _connected(
        self,
        client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            return
        with self._lock:
            self._connection += 1
        if self._topics:
            client.subscribe([(topic, QOS) for topic in self._topics])
        if self._on_connect is not None:
            self._on_connect()

    def _disconnected(
        self,
        _client: Client,
        _userdata: object,
        _flags: DisconnectFlags,
        _reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        with self._lock:
            self._connection += 1

    def _heard(self, client: Client, _userdata: object, message: MQTTMessage) -> None:
        if self._on_message is None:
            client.ack(message.mid, message.qos)
            return
        self._on_message(
            Received(
                message.topic,
                bytes(message.payload),
                message.retain,
                message.mid,
                self._connection,
            )
        )
