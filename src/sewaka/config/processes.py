"""The bodies of the processes: web, live, worker, relay. Each runs until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import threading

from sewaka.config.supervisor import die_with_parent
from sewaka.kernel import env


def become(process: str, *, role: str = "app") -> None:
    """Take the name and the database role of a process, then start Django."""
    die_with_parent()
    os.environ["SEWAKA_PROCESS"] = process
    os.environ["SEWAKA_DB_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    sys.path[:] = [place for place in sys.path if place]
    import django

    django.setup()


def web(*, host: str, port: int) -> None:
    """Pages and API: Django through WSGI. Several processes, since each has one Python lock."""
    metrics = env.home() / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)  # counts of an earlier run
    metrics.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
    become("web")
    workers = env.number("SEWAKA_WEB_WORKERS", min(os.cpu_count() or 1, 4))
    _serve("sewaka.config.wsgi:application", host, port, workers)


def live(*, host: str, port: int) -> None:
    """What stays open: server-sent events. One process holds all listeners."""
    become("live")
    from sewaka.config.live import serve

    asyncio.run(serve(host=host, port=port))


def worker() -> None:
    """Jobs and cron."""
    become("worker")
    from sewaka.config.jobs import run

    asyncio.run(run(concurrency=env.number("SEWAKA_WORKER_THREADS", 4)))


def relay() -> None:
    """Numbers events after commit and chains their hashes."""
    become("relay", role="relay")
    from sewaka.kernel.outbox import relay as outbox_relay

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    outbox_relay.run(stop)


def _serve(target: str, host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        target=target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=env.number("SEWAKA_WEB_THREADS", 4),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        blocking_threads_idle_timeout=5,  # a worker that stops waits for its idle threads
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()
