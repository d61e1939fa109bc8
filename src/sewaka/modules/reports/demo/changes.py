"""What the demo city's desk of the set-up has done so far, so that its pages have a history."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sewaka.kernel.access import Actor
from sewaka.kernel.calendar import Budget, Unit
from sewaka.modules.reports import access
from sewaka.modules.reports.actions.setting_up import promises
from sewaka.modules.reports.actions.setting_up.templates import TemplateDraft, save_template
from sewaka.modules.reports.models import catalogue, templates
from sewaka.modules.reports.rules.levels import LEVELS_OF
from sewaka.modules.reports.rules.policies import Policy, Stage
from sewaka.modules.reports.rules.routing import Plan
from sewaka.platform.people import api as people

_QUESTIONS: Final = "information_request"
_AGO: Final = timedelta(days=45)
_ANSWERS: Final = Path(__file__).parents[1] / "seed" / "answers.toml"


def seed(*, now: datetime) -> None:
    """One promise was changed, and answers were written. Twice changes nothing."""
    desk, at = _desk(now=now), now - _AGO
    if desk is None:
        return
    found = catalogue.read().policies[_QUESTIONS]
    if found.version == 1:
        promises.publish(draft=_sooner(found), actor=desk, now=at)
    if not templates.every_template():
        for answer in tomllib.loads(_ANSWERS.read_text(encoding="utf-8"))["answer"]:
            save_template(draft=TemplateDraft(**answer), actor=desk, now=at)


def _sooner(found: Policy) -> Policy:
    """A day sooner than the software brought it: two working days, one for each office."""
    day = Budget(1, Unit.WORKING_DAYS)
    stages = tuple(Stage(level, day) for level in LEVELS_OF[Plan.DIRECT])
    return replace(found, response=Budget(2, Unit.WORKING_DAYS), chains={Plan.DIRECT: stages})


def _desk(*, now: datetime) -> Actor | None:
    """Whoever sits at the desk of the set-up."""
    actors = (people.actor_for(person, now=now) for person in people.demo_people())
    return next((actor for actor in actors if access.set_up().allows(actor, None)), None)
