"""The worker's side of jobs: cron lines of the modules, and jobs whose worker died."""

from __future__ import annotations

import asyncio
import threading

import structlog
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from sewaka.kernel import clock, registry

log = structlog.get_logger(__name__)
_DEAD_AFTER_S = 60.0
_STOP_WITHIN_S = 8.0


@app.periodic(cron="* * * * *")
@app.task(name="sewaka.retry_stalled", queueing_lock="sewaka.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Give jobs back whose worker was killed: nobody else does, they would hang for ever."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_S):
        log.warning("job.stalled", job=job.id, task=job.task_name, attempts=job.attempts)
        await jobs.retry_job(job, retry_at=clock.now())


def schedule_cron_of_modules() -> None:
    """Enter the cron line of every module's job, unless the job has one by its decorator."""
    known = {name for name, _ in app.periodic_registry.periodic_tasks}
    for module in registry.modules():
        for job in module.jobs:
            if job.cron and job.task not in known:
                app.periodic(cron=job.cron)(app.tasks[job.task])


def queues() -> list[str]:
    """Those of the worker: every one but those that a module's own process works through."""
    apart = {process.queue for module in registry.modules() for process in module.daemons}
    return sorted({task.queue for task in app.tasks.values()} - apart)


async def run(*, concurrency: int) -> None:
    """Work until a signal comes; running jobs get a few seconds to end, others are given back.

    The consumers of the outbox run beside the jobs, in a thread: they wait for numbers, not for
    rows in a queue. Should that thread fail, the whole worker ends and is started again.
    """
    from sewaka.kernel.outbox import consumers  # needs all models

    schedule_cron_of_modules()
    own = app.connector
    if not isinstance(own, DjangoConnector):
        raise TypeError("the worker needs Django's connector")
    with app.replace_connector(own.get_worker_connector()) as ready:
        stop = threading.Event()
        async with ready.open_async():
            work = ready.run_worker_async(
                queues=queues(),
                concurrency=concurrency,
                shutdown_graceful_timeout=_STOP_WITHIN_S,
                delete_jobs="successful",
            )
            working = asyncio.create_task(work)
            consuming = asyncio.create_task(asyncio.to_thread(consumers.run, stop))
            await asyncio.wait({working, consuming}, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            if not working.done():
                working.cancel()
            await asyncio.gather(working, consuming)
