"""The process `sewaka traffic-simulations`: what-if comparisons, one run on each core."""

from __future__ import annotations

import asyncio

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from sewaka.modules.traffic.rules.what_if import QUEUE
from sewaka.modules.traffic.simulating.pool import CORES

_STOP_WITHIN_S = 2.0  # a run that is cut short is begun anew


def serve() -> None:
    """Until SIGTERM or SIGINT."""
    asyncio.run(_work())


async def _work() -> None:
    own = app.connector
    if not isinstance(own, DjangoConnector):
        raise TypeError("the worker needs Django's connector")
    with app.replace_connector(own.get_worker_connector()) as ready:
        async with ready.open_async():
            await ready.run_worker_async(
                queues=[QUEUE],
                concurrency=CORES,
                shutdown_graceful_timeout=_STOP_WITHIN_S,
                delete_jobs="successful",
            )
