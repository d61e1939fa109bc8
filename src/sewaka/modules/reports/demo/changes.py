"""What the demo city's desk of the set-up has changed so far, so that its pages have a history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sewaka.kernel.access import Actor
from sewaka.kernel.calendar import Budget, Unit
from sewaka.modules.reports import access
from sewaka.modules.reports.actions.setting_up import promises
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.rules.levels import LEVELS_OF
from sewaka.modules.reports.rules.policies import Policy, Stage
from sewaka.modules.reports.rules.routing import Plan
from sewaka.platform.people import api as people

_QUESTIONS: Final = "information_request"
_AGO: Final = timedelta(days=45)


def seed(*, now: datetime) -> None:
    """Questions are answered a day sooner than the software brought it. Twice changes nothing."""
    found = catalogue.read().policies[_QUESTIONS]
    desk = _desk(now=now)
    if desk is not None and found.version == 1:
        promises.publish(draft=_sooner(found), actor=desk, now=now - _AGO)


def _sooner(found: Policy) -> Policy:
    """Two working days to answer, one for each office."""
    day = Budget(1, Unit.WORKING_DAYS)
    stages = tuple(Stage(level, day) for level in LEVELS_OF[Plan.DIRECT])
    return replace(found, response=Budget(2, Unit.WORKING_DAYS), chains={Plan.DIRECT: stages})


def _desk(*, now: datetime) -> Actor | None:
    """Whoever sits at the desk of the set-up."""
    actors = (people.actor_for(person, now=now) for person in people.demo_people())
    return next((actor for actor in actors if access.set_up().allows(actor, None)), None)
