"""The processes of the data path. What each needs is imported when it runs."""

from __future__ import annotations

from importlib.util import find_spec

from sewaka.kernel import env


def is_broker_ours() -> bool:
    """Unless `MQTT_URL` names another one."""
    return not env.text("MQTT_URL")


def is_field_connected() -> bool:
    """Once `MQTT_URL` names a broker; in the demo also when its own is installed."""
    from django.conf import settings  # the settings are read when the city starts

    has_own = settings.SEWAKA_MODE == "demo" and find_spec("amqtt") is not None
    return has_own or bool(env.text("MQTT_URL"))


def ingest() -> None:
    """`sewaka traffic-ingest`."""
    from sewaka.modules.traffic.ingest.taking import run

    run()


def broker() -> None:
    """`sewaka traffic-broker`."""
    from sewaka.modules.traffic.ingest.broker import run  # amqtt is optional

    run()
