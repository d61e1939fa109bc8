"""The demo's MQTT broker (amqtt) on loopback: one process, nothing kept on disk.

A city names a broker of its own in `MQTT_URL`. Limits of this one (amqtt 0.12): what it has taken
and not yet passed on is in memory only; it forgets a message that its reader has not acknowledged
within five seconds. Devices therefore keep their last minutes and send them again after each new
connection; what comes twice is stored once. After its own start nobody of the field is let in
before ingest listens: what they send again would be acknowledged, and heard by nobody.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from amqtt.broker import Broker
from amqtt.contexts import Action, BaseContext, BrokerConfig, ListenerConfig
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session

from sewaka.modules.traffic import credentials, mqtt, wire


class Passwords(BaseAuthPlugin):  # type: ignore[misc] # amqtt ships no types
    """Nobody without the password of the name he bears, nor before the city listens."""

    @dataclass
    class Config:
        """From the broker's configuration."""

        city: str = ""

    def __init__(self, context: BaseContext) -> None:
        super().__init__(context)
        self._city = str(self._get_config_option("city", "")).encode()
        self._unheard = set(wire.EVERY_READING)

    async def authenticate(self, *, session: Session) -> bool:
        """amqtt asks this for each new connection."""
        if self._unheard and session.username != credentials.SERVER:
            return False
        return credentials.is_known(
            user=session.username or "",
            password=session.password or "",
            client=session.client_id or "",
            city=self._city,
        )

    async def on_broker_client_subscribed(self, *, client_id: str, topic: str, qos: int) -> None:  # noqa: ARG002 - amqtt's signature
        """amqtt tells this after each subscription."""
        if client_id == f"{credentials.SERVER}:{credentials.INGEST}":
            self._unheard.discard(topic)


class Places(BaseTopicPlugin):  # type: ignore[misc] # amqtt ships no types
    """Everybody writes and reads at his own place."""

    async def topic_filtering(
        self,
        *,
        session: Session | None = None,
        topic: str | None = None,
        action: Action | None = None,
    ) -> bool:
        """amqtt asks this for each message, each subscription and each delivery."""
        user = session.username if session else None
        if not user or not topic:
            return False
        if action is Action.PUBLISH:
            return credentials.may_write(user=user, topic=topic)
        return credentials.may_read(user=user, topic=topic)


def config(*, port: int, city: bytes) -> BrokerConfig:
    """Loopback only, nobody anonymous, no topics of the broker's own."""
    here = __name__
    return BrokerConfig(
        listeners={"default": ListenerConfig(bind=f"127.0.0.1:{port}", max_connections=2_000)},
        plugins={
            f"{here}.Passwords": {"city": city.decode()},
            f"{here}.Places": {},
        },
    )


class Steady(dict[str, Any]):
    """Subscriptions by topic, which amqtt walks through while others come: it would break off, and
    the message be lost.
    """

    def __iter__(self) -> Iterator[str]:
        return iter(list(super().__iter__()))

    def items(self) -> Any:
        """As they are now."""
        return list(super().items())


async def serve(*, port: int, city: bytes) -> None:
    """Until SIGTERM or SIGINT."""
    broker = Broker(config(port=port, city=city))
    broker._subscriptions = Steady()  # noqa: SLF001 - amqtt offers no other way in
    await broker.start()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    await broker.shutdown()


def run() -> None:
    """The process `sewaka traffic-broker`."""
    for chatty in ("amqtt", "transitions"):  # each step of each connection is no news
        logging.getLogger(chatty).setLevel(logging.WARNING)
    asyncio.run(serve(port=mqtt.own_port(), city=credentials.city_key()))
