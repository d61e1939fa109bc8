"""From sealed events to public changes: only public cases, only what their page shows anyway."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import orjson
import psycopg
import structlog

from sewaka.city.livemap.hub import Change, Hub

LOG = structlog.get_logger(__name__)
LISTEN = "listen sewaka_events"  # the relay notifies this channel
_BATCH = 500
_POLL_S = 5.0  # a missed notification costs at most this
_RETRY_S = 1.0

# The case is joined as it is now. Hidden and secret cases never enter the stream, whatever the
# event says; nor does anything but the columns below.
_CHANGES = """
    select e.seq, c.module, c.number, c.state, c.state_group, c.version, c.lat, c.lon,
           e.occurred_at
      from outbox_event e join cases_case c on c.id = e.case_id
     where e.seq > %s and c.visibility = 'public'
  order by e.seq limit %s
"""


async def follow(hub: Hub, connection: dict[str, Any]) -> None:
    """Publish changes into the hub for ever; reconnects by itself when the database goes away."""
    seq: int | None = None
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                **connection, autocommit=True
            ) as database:
                await database.execute(LISTEN)
                seq = await _last_seq(database) if seq is None else seq
                while True:
                    seq = await _publish_since(hub, database, seq)
                    await _next_notification(database)
        except psycopg.OperationalError as error:
            LOG.warning("live.database_lost", error=str(error).strip())
            await asyncio.sleep(_RETRY_S)


async def _last_seq(database: psycopg.AsyncConnection[Any]) -> int:
    cursor = await database.execute("select coalesce(max(seq), 0) from outbox_event")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _publish_since(hub: Hub, database: psycopg.AsyncConnection[Any], seq: int) -> int:
    """Publish everything after `seq`; gives the last seq looked at."""
    head = await _last_seq(database)
    while True:
        cursor = await database.execute(_CHANGES, (seq, _BATCH))
        rows = await cursor.fetchall()
        for row in rows:
            hub.publish(_change(row))
        if len(rows) < _BATCH:
            return head
        seq = rows[-1][0]


async def _next_notification(database: psycopg.AsyncConnection[Any]) -> None:
    with contextlib.suppress(TimeoutError):
        async for _notice in database.notifies(timeout=_POLL_S, stop_after=1):
            return


def _change(row: tuple[Any, ...]) -> Change:
    seq, module, number, state, group, version, lat, lon, at = row
    body = orjson.dumps(
        {
            "seq": seq,
            "layer": module,
            "number": number,
            "state": state,
            "group": group,
            "version": version,
            "lat": lat,
            "lon": lon,
            "at": at,
        }
    )
    return Change(seq=seq, layer=module, number=number, body=body.decode())
