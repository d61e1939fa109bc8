"""Filling the demo city. Every step is safe to run again and adds only what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from sewaka.city.demo import hamlets, people
from sewaka.city.opendata import bulk
from sewaka.kernel.errors import DomainError
from sewaka.kernel.registry import modules

Say = Callable[[str], None]
Progress = Callable[[int, int], None]


def load(*, now: datetime, say: Say, progress: Progress) -> None:
    """Hamlets, people, then what each module brings.

    Raises `DomainError("demo.not_a_demo")` in a city that is not a demo: its people are real.
    """
    if settings.SEWAKA_MODE == "city":
        raise DomainError("demo.not_a_demo")
    say(f"hamlets added: {hamlets.enter(now=now)}")
    say(f"people added: {people.enter(now=now)}")
    for module in modules():
        if module.demo is not None:
            say(f"{module.code} ...")
            module.demo(now=now, progress=progress)
    say(f"files of open data written: {bulk.publish(now=now)}")
