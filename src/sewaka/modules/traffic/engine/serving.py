"""The process `sewaka traffic-engine`. Several may run; one leads, the others are ready."""

from __future__ import annotations

import os
import signal
import threading
import time

from sewaka.kernel import clock
from sewaka.modules.traffic import credentials, mqtt, town
from sewaka.modules.traffic.engine.books import EVERY_S, Books
from sewaka.modules.traffic.engine.engine import Engine
from sewaka.modules.traffic.engine.picture import Picture
from sewaka.modules.traffic.field_mqtt import RoomOverMqtt
from sewaka.modules.traffic.layout import Post
from sewaka.modules.traffic.models.nets import approvals

_LISTEN_S = 0.05
_INCIDENTS_S = 10.0
_PICTURES_S = 0.25  # a junction speaks once a second; the map shall not wait for the next one
_IDS_PER_S = 1_000_000  # far more than are ever sent, so that a later engine begins above


def run() -> None:
    """Until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    room = RoomOverMqtt(
        at=mqtt.address(), city=credentials.city_key(), part=f"engine-{os.getpid()}"
    )
    engine = Engine(
        posts=steered(),
        room=room,
        first_order=int(_now_s() * _IDS_PER_S),
    )
    books = Books()
    room.open()
    books.start()
    try:
        steer(engine=engine, books=books, stop=stop)
    finally:
        books.close()
        room.close()


def steered() -> list[Post]:
    """The junctions whose conflict matrix an engineer has approved; of the demo's own net all."""
    posts = town.posts()
    approved = approvals(digests=town.matrices()) if town.own() else posts
    return [post for code, post in posts.items() if code in approved]


def steer(*, engine: Engine, books: Books, stop: threading.Event) -> None:
    """Hear, decide, ask; tell what is new, and once a second compare with the books."""
    next_s = incidents_s = pictures_s = time.monotonic()
    handed: dict[str, float] = {}
    while not stop.wait(_LISTEN_S):
        engine.is_leading = books.is_leading
        engine.turn(now_s=_now_s())
        if time.monotonic() >= pictures_s:
            pictures_s = time.monotonic() + _PICTURES_S
            books.hand(_new_pictures(engine, handed))
        if time.monotonic() < next_s:
            continue
        next_s = time.monotonic() + EVERY_S
        engine.sync(books.holds, now_s=_now_s())
        engine.plans = books.plans
        engine.resets.sync(books.resets)
        books.note_answers(engine.resets.take())
        engine.sync_priority(books.priority)
        changes = [change for one in engine.priority.values() for change in one.take()]
        books.note_priority(changes if engine.is_leading else ())
        if time.monotonic() >= incidents_s:
            incidents_s = time.monotonic() + _INCIDENTS_S
            found = [one for desk in engine.desks.values() for one in desk.watch.take()]
            books.report(found if engine.is_leading else ())


def _new_pictures(engine: Engine, handed: dict[str, float]) -> list[Picture]:
    """Of the junctions that were heard since; `handed`: when each was heard that was told last."""
    fresh = {code: one for code, one in engine.desks.items() if one.heard_s != handed.get(code)}
    handed |= {code: one.heard_s for code, one in fresh.items()}
    pictures = (one.picture() for one in fresh.values())
    return [picture for picture in pictures if picture is not None]


def _now_s() -> float:
    return clock.now().timestamp()
