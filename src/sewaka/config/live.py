"""The live process: `/live/events` as server-sent events, and nothing else.

Pages are answered by the web processes; only what stays open comes here.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from functools import partial

import orjson
from django.conf import settings
from procrastinate.contrib.django.utils import connector_params

from sewaka.city.livemap.board import Board
from sewaka.city.livemap.feed import follow
from sewaka.city.livemap.hub import Hub, Narrowed
from sewaka.city.livemap.streams import Answer, Asked, Connection, Source
from sewaka.city.livemap.topics import follow_topic
from sewaka.kernel import registry

PING_S = 15
_MAX_NUMBERS = 100
_WAITING = 1_024  # connections that nobody has taken up yet

TOPICS = tuple(topic for module in registry.modules() for topic in module.live)

hub = Hub()
boards = {topic.layer: Board() for topic in TOPICS}
opened: set[Connection] = set()


def answer(asked: Asked) -> Answer:
    """What the process has to say."""
    headers = shared(asked)
    if asked.path == "/livez" and asked.method == "GET":
        body = orjson.dumps({"status": "ok", "listeners": len(opened)})
        return Answer(body=body, headers={"Content-Type": "application/json"})
    if asked.path != "/live/events":
        return Answer(404, headers=headers)
    if asked.method == "OPTIONS":  # a browser asks before it sends headers of its own
        return Answer(204, headers=headers)
    if asked.method != "GET":
        return Answer(405, headers={**headers, "Allow": "GET, OPTIONS"})
    return Answer(headers=headers, source=told(asked.query))


def told(query: Mapping[str, list[str]]) -> Source:
    """Public changes; `layer` and `number` narrow them.

    The layer of a module's topic is a stream of its own: all its states, then those that change.
    """
    layers = frozenset(query.get("layer", ()))
    board = boards.get(next(iter(layers))) if len(layers) == 1 else None
    numbers = frozenset(query.get("number", ())[:_MAX_NUMBERS])
    return board or Narrowed(hub, layers, numbers)


def shared(asked: Asked) -> dict[str, str]:
    """The pages that we serve may listen with their cookies, no others."""
    origin = asked.headers.get("origin", "")
    if origin not in settings.WEB_ORIGINS:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET",
        "Access-Control-Allow-Headers": "Last-Event-ID, Cache-Control",
    }


async def serve(*, host: str, port: int) -> None:
    """Follow the database and answer, until a signal asks us to stop."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    connect = partial(Connection, answer, opened)
    server = await loop.create_server(connect, host, port, backlog=_WAITING)
    address = connector_params()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_ping()),
            group.create_task(follow(hub, address)),
            *(
                group.create_task(follow_topic(topic, boards[topic.layer], address))
                for topic in TOPICS
            ),
        ]
        await stop.wait()
        for task in tasks:
            task.cancel()
    server.close()
    for connection in tuple(opened):
        connection.close()


async def _ping() -> None:
    while True:
        await asyncio.sleep(PING_S)
        for connection in tuple(opened):
            connection.ping()
