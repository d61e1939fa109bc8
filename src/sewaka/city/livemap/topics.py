"""States of modules, read anew when the database says that they may have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import psycopg
import structlog
from django.db import Error, connection
from psycopg import sql

from sewaka.city.livemap.board import Board
from sewaka.kernel import clock
from sewaka.kernel.registry import LiveTopic

Keys = frozenset[str] | None  # None: all
LOG = structlog.get_logger(__name__)
_POLL_S = 5.0  # what nobody tells, as that something fell silent, is seen after this
_PAUSE_S = 0.05  # what is told meanwhile is read at one go
_RETRY_S = 1.0


async def follow_topic(topic: LiveTopic, board: Board, address: dict[str, Any]) -> None:
    """Keep the board in step for ever; reconnects by itself when the database goes away."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix=topic.layer) as reader:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **address, autocommit=True
                ) as listening:
                    await listening.execute(
                        sql.SQL("LISTEN {}").format(sql.Identifier(topic.channel))
                    )
                    told: Keys = None
                    while True:
                        board.show(await _read(topic, told, reader))
                        await asyncio.sleep(_PAUSE_S)
                        told = await _next_notices(listening)
            except (psycopg.OperationalError, Error) as error:
                LOG.warning("live.topic_lost", layer=topic.layer, error=str(error).strip())
                await asyncio.sleep(_RETRY_S)


async def _read(topic: LiveTopic, keys: Keys, reader: ThreadPoolExecutor) -> dict[str, str]:
    return await asyncio.get_running_loop().run_in_executor(reader, bodies, topic, keys)


def bodies(topic: LiveTopic, keys: Keys = None) -> dict[str, str]:
    """The states of a topic as JSON, of all or of these keys. Raises django.db.Error."""
    try:
        found = topic.states(now=clock.now(), keys=keys)
    except Error:
        connection.close()
        raise
    return {
        key: orjson.dumps({"layer": topic.layer, "key": key, **state}).decode()
        for key, state in found.items()
    }


async def _next_notices(listening: psycopg.AsyncConnection[Any]) -> Keys:
    """Whose states may have changed: all that came together, or everybody when nothing comes."""
    found = listening.notifies(timeout=_POLL_S, stop_after=1)
    return told_of([notice.payload async for notice in found])


def told_of(payloads: Iterable[str]) -> Keys:
    """The keys that the notices name, each a JSON list; None is everybody: no notice, or one that
    names nobody."""
    found: set[str] = set()
    for payload in payloads:
        named = _named(payload)
        if not named:
            return None
        found |= named
    return frozenset(found) or None


def _named(payload: str) -> set[str]:
    try:
        keys = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return set()
    return {str(key) for key in keys} if isinstance(keys, list) else set()
