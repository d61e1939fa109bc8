"""States of modules, read anew when the database says that they may have changed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
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

LOG = structlog.get_logger(__name__)
_POLL_S = 5.0  # what nobody tells, as that something fell silent, is seen after this
_PAUSE_S = 0.2  # notices come with every batch of readings: five times a second is enough
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
                    while True:
                        board.show(await _read(topic, reader))
                        await asyncio.sleep(_PAUSE_S)
                        await _next_notice(listening)
            except (psycopg.OperationalError, Error) as error:
                LOG.warning("live.topic_lost", layer=topic.layer, error=str(error).strip())
                await asyncio.sleep(_RETRY_S)


async def _read(topic: LiveTopic, reader: ThreadPoolExecutor) -> Mapping[str, str]:
    return await asyncio.get_running_loop().run_in_executor(reader, bodies, topic)


def bodies(topic: LiveTopic) -> dict[str, str]:
    """Every state of a topic as JSON. Raises django.db.Error."""
    try:
        found = topic.states(now=clock.now())
    except Error:
        connection.close()
        raise
    return {
        key: orjson.dumps({"layer": topic.layer, "key": key, **state}).decode()
        for key, state in found.items()
    }


async def _next_notice(listening: psycopg.AsyncConnection[Any]) -> None:
    """One is enough, however many have come since."""
    with contextlib.suppress(TimeoutError):
        async for _notice in listening.notifies(timeout=_POLL_S, stop_after=1):
            return
