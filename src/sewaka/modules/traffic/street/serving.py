"""The process `sewaka traffic-street`: the demo's outside world, in real time."""

from __future__ import annotations

import signal
import threading
import time
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings

from sewaka.kernel import clock
from sewaka.modules.traffic import credentials, mqtt
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.field_mqtt import RoadsideOverMqtt
from sewaka.modules.traffic.street import denpasar12
from sewaka.modules.traffic.street.asking import Asking
from sewaka.modules.traffic.street.calling import Calling
from sewaka.modules.traffic.street.demand import Stream, Ways
from sewaka.modules.traffic.street.living import LivingStreet
from sewaka.modules.traffic.street.pace import Pace, behind_s
from sewaka.modules.traffic.street.simulators import best_simulator
from sewaka.modules.traffic.street.troubles import Troubles

_ASK_S: Final = 1.0
_SEED: Final = 1
log = structlog.get_logger(__name__)


def run() -> None:
    """Until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    now = clock.now()
    begin_s = _second_of_day(now)
    net = read_net(denpasar12.NET)
    nodes, roads = denpasar12.nodes(), denpasar12.roads()
    field = RoadsideOverMqtt(
        at=mqtt.address(), junctions=net.signal_names, city=credentials.city_key()
    )
    street = LivingStreet(
        simulator=best_simulator(net=net, begin_s=begin_s, seed=_SEED),
        net=net,
        demand=Stream(nodes=nodes, roads=roads, begin_s=begin_s, seed=_SEED),
        field=field,
        field_s_at_zero=now.timestamp() - begin_s,
    )
    log.info("traffic.street", simulator=street.simulator.label)
    asking = Asking()
    calling = Calling(key=credentials.city_key(), zero_s=lambda: street.field_s_at_zero)
    for one in (field, asking, calling):
        one.open()
    try:
        live(
            street=street,
            troubles=Troubles(
                street=street, net=net, ways=Ways(nodes=nodes, roads=roads), radio=calling.radio
            ),
            asking=asking,
            stop=stop,
        )
    finally:
        for open_one in (calling, asking, field, street.simulator):
            open_one.close()


def live(
    *, street: LivingStreet, troubles: Troubles, asking: Asking, stop: threading.Event
) -> None:
    """Step when it is time; once a second do what was asked for."""
    pace = Pace(step_s=street.simulator.step_s, speed=1.0, due_s=time.monotonic())
    next_s = time.monotonic()
    while not stop.wait(pace.pause_s(wall_s=time.monotonic())):
        wall_s = time.monotonic()
        if pace.is_due(wall_s=wall_s):
            street.step()
            pace.stepped(wall_s=wall_s)
        if wall_s >= next_s:
            next_s = wall_s + _ASK_S
            for wish_id, wish in asking.taken():
                asking.answered(wish_id, code=troubles.begin(wish))
            pace.set_speed(troubles.speed, wall_s=wall_s)
            if pace.speed > 0.0:
                street.field_s_at_zero += behind_s(
                    wall_s=clock.now().timestamp(), field_s=street.now_s
                )
            _tell(street)


def _tell(street: LivingStreet) -> None:
    for junction, alarm in street.alarms:
        log.warning("traffic.street.alarm", junction=junction, code=alarm.code)
    street.alarms.clear()


def _second_of_day(now: datetime) -> float:
    here = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return (here - midnight) / timedelta(seconds=1)
