"""Every background job: a name with its app, one at a time where it is a cron, and a quiet end."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

TASKS = sorted(
    {task.name: task for task in app.tasks.values() if task.queue != "builtin"}.values(),
    key=lambda task: task.name,
)
each = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
# Every queue that anything waits in; an operator can give one of them a worker of its own.
QUEUES = {"default", "clocks", "delivery", "housekeeping", "simulations", "upkeep"}


@each
def test_is_named_after_its_app(task: Task) -> None:  # type: ignore[type-arg] # any signature
    owner, *deed = task.name.split(".")
    assert owner in task.func.__module__.split(".")
    assert deed != []
    assert all(part.isidentifier() for part in deed)


@each
def test_waits_in_a_queue_that_is_served(task: Task) -> None:  # type: ignore[type-arg] # any signature
    assert task.queue in QUEUES


def test_cron_jobs_do_not_pile_up() -> None:
    """A cron job that is still waiting is not queued a second time."""
    crons = {name for name, _ in app.periodic_registry.periodic_tasks}
    piling = [name for name in sorted(crons) if not app.tasks[name].queueing_lock]
    assert piling == []
