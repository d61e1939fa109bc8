"""The processes of the data path. What each needs is imported when it runs."""

from __future__ import annotations

from sewaka.kernel import env


def is_broker_ours() -> bool:
    """Unless `MQTT_URL` names another one."""
    return not env.text("MQTT_URL")


def broker() -> None:
    """`sewaka traffic-broker`."""
    from sewaka.modules.traffic.ingest.broker import run  # amqtt is optional

    run()
