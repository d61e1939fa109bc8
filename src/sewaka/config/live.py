"""The live process (ASGI): `/live/events` as server-sent events, and nothing else.

WSGI answers pages for a tenth of the CPU that ASGI needs, so only what stays open comes here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from django.conf import settings
from procrastinate.contrib.django.utils import connector_params
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sewaka.city.livemap.board import Board
from sewaka.city.livemap.feed import follow
from sewaka.city.livemap.hub import Change, Hub
from sewaka.city.livemap.topics import follow_topic
from sewaka.kernel import registry

PING_S = 15
_MAX_NUMBERS = 100

TOPICS = tuple(topic for module in registry.modules() for topic in module.live)

hub = Hub()
boards = {topic.layer: Board() for topic in TOPICS}


async def events(request: Request) -> Response:
    """Public changes from now on, or from `Last-Event-ID`; `layer` and `number` narrow them.

    The layer of a module's topic is a stream of its own: all its states, then those that change.
    """
    layers = frozenset(request.query_params.getlist("layer"))
    board = boards.get(next(iter(layers))) if len(layers) == 1 else None
    if board is not None:
        return EventSourceResponse(_shown(board, request), ping=PING_S)
    numbers = frozenset(request.query_params.getlist("number")[:_MAX_NUMBERS])

    def is_wanted(change: Change) -> bool:
        return (not layers or change.layer in layers) and (not numbers or change.number in numbers)

    return EventSourceResponse(_told(_last_seen(request), is_wanted=is_wanted), ping=PING_S)


async def _told(
    last_seen: int, *, is_wanted: Callable[[Change], bool]
) -> AsyncIterator[ServerSentEvent]:
    """What was missed, then what comes; `reload` when too much was missed to tell."""
    with hub.listening() as listener:
        missed = hub.since(last_seen)
        if missed is None:
            yield ServerSentEvent(event="reload", data="{}")
            return
        for change in missed:
            if is_wanted(change):
                yield _message(change)
        last = missed[-1].seq if missed else 0
        while not listener.is_lost:
            change = await listener.queue.get()
            if change.seq > last and is_wanted(change):
                yield _message(change)


async def _shown(board: Board, request: Request) -> AsyncIterator[bytes]:
    """What is newer than the reader's last word of it, for ever."""
    at = board.position(request.headers.get("last-event-id", ""))
    while True:
        at, told = await board.news(at)
        yield told


async def alive(request: Request) -> JSONResponse:  # noqa: ARG001 - Starlette's signature
    """The process answers."""
    return JSONResponse({"status": "ok", "listeners": hub.listeners})


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 - Starlette's signature
    """Follow the database as long as the process lives."""
    address = connector_params()
    tasks = [
        asyncio.create_task(follow(hub, address)),
        *(
            asyncio.create_task(follow_topic(topic, boards[topic.layer], address))
            for topic in TOPICS
        ),
    ]
    yield
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _message(change: Change) -> ServerSentEvent:
    return ServerSentEvent(data=change.body, event="change", id=str(change.seq))


def _last_seen(request: Request) -> int:
    """The last seq the client has; a fresh client gets nothing old."""
    text = request.headers.get("last-event-id", "")
    return int(text) if text.isascii() and text.isdigit() else hub.head


application = Starlette(
    routes=[Route("/live/events", events), Route("/livez", alive)],
    middleware=[
        Middleware(
            CORSMiddleware,
            allow_origins=settings.WEB_ORIGINS,
            allow_credentials=True,
            allow_methods=["GET"],
            allow_headers=["Last-Event-ID", "Cache-Control"],
        )
    ],
    lifespan=lifespan,
)
