"""The street and the engine as processes. What each needs is imported when it runs."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings

from sewaka.kernel import env
from sewaka.modules.traffic import own_net


def is_field_there() -> bool:
    """Whether there is a broker to speak over: the city's, or the demo's own."""
    return bool(env.text("MQTT_URL")) or find_spec("amqtt") is not None


def is_street_known() -> bool:
    """Whether there is a field, and streets: a city's own net, or the demo's."""
    is_demo = settings.SEWAKA_MODE == "demo"
    return is_field_there() and (is_demo or own_net.place().is_file())


def engine() -> None:
    """`sewaka traffic-engine`."""
    from sewaka.modules.traffic.engine.serving import run

    run()


def street() -> None:
    """`sewaka traffic-street`."""
    from sewaka.modules.traffic.street.serving import run

    run()
