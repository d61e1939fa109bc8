"""`sewaka privacy retention` and the jobs, which do the same."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from click.testing import CliRunner

from sewaka.platform.notify import api as notify
from sewaka.platform.notify.models import Notice
from sewaka.platform.privacy import actions, jobs, reference
from sewaka.platform.privacy.commands import group
from sewaka.platform.privacy.models import Request
from tests.cast import NOW, Player
from tests.writes import nothing_written

LATER = NOW + timedelta(days=366)


def told(who: Player) -> None:
    """The city tells somebody something."""
    notify.define(code="a.b", words={"id": ("Halo", "Kabar")}, now=NOW)
    notify.send(template="a.b", to=who.person, facts={}, now=NOW)


def test_counting_touches_nothing(made: Player) -> None:
    told(made)
    with time_machine.travel(LATER, tick=False), nothing_written():
        ran = CliRunner().invoke(group, ["retention", "--dry-run"])
    assert "notify.notices: 1 rows, kept 365 days" in ran.output.splitlines()


def test_running_destroys(made: Player) -> None:
    told(made)
    with time_machine.travel(LATER, tick=False):
        CliRunner().invoke(group, ["retention"])
    assert Notice.objects.count() == 0


def test_the_nightly_job_twice_is_the_same_as_once(made: Player) -> None:
    told(made)
    with time_machine.travel(LATER, tick=False):
        jobs.run_retention()
        assert Notice.objects.count() == 0
        with nothing_written():
            jobs.run_retention()


def test_the_hourly_job_twice_warns_once(made: Player, dpo: Player) -> None:
    reference.load()
    actions.ask(kind="access", words="?", actor=made.actor, now=NOW)
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        jobs.watch_clocks()
        with nothing_written():
            jobs.watch_clocks()
    assert Request.objects.get().warned == 1
