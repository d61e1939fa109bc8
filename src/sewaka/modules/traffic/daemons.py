"""The street and the engine as processes. What each needs is imported when it runs."""

from __future__ import annotations

from importlib.util import find_spec

from sewaka.kernel import env


def is_field_there() -> bool:
    """Whether there is a broker to speak over: the city's, or the demo's own."""
    return bool(env.text("MQTT_URL")) or find_spec("amqtt") is not None


def engine() -> None:
    """`sewaka traffic-engine`."""
    from sewaka.modules.traffic.engine.serving import run

    run()


def street() -> None:
    """`sewaka traffic-street`."""
    from sewaka.modules.traffic.street.serving import run

    run()
