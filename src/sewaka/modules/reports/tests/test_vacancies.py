"""Triage hears which offices were left empty, once, and of nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.actions.vacancies import tell_vacancies
from sewaka.platform.notify import texts
from sewaka.platform.notify.models import Notice, Template
from sewaka.platform.people import api as people
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
MORNING = NOW + timedelta(hours=16)
A_DAY = timedelta(days=1)
TICKS = frozenset({"reports_tick"})


def test_an_office_left_empty_is_told_once(kadek: Player, wulan: Player) -> None:
    with nothing_written(besides=TICKS):
        assert tell_vacancies(now=MORNING - A_DAY) == 0
    (grant,) = kadek.person.grants.all()
    people.revoke(grant_id=grant.pk, actor=SYSTEM, now=NOW)
    assert tell_vacancies(now=MORNING) == 1
    notice = Notice.objects.get(person=wulan.person)
    assert notice.facts == {"count": 1, "offices": "Sesetan"}
    written = Template.objects.filter(code="reports.offices_vacant")
    read = {one.language: texts.read(one, facts=notice.facts) for one in written}
    assert {language: one.subject for language, one in read.items()} == {
        "id": "Kantor tanpa petugas: 1",
        "en": "Offices without an officer: 1",
    }
    assert all("Sesetan" in one.body for one in read.values())
    for later in (MORNING, MORNING + timedelta(hours=1), MORNING + A_DAY):
        assert tell_vacancies(now=later) == 0
    assert Notice.objects.filter(person=wulan.person).count() == 1


def test_a_morning_that_was_missed_is_made_up_for(kadek: Player, wulan: Player) -> None:
    tell_vacancies(now=MORNING - A_DAY)
    (grant,) = kadek.person.grants.all()
    people.revoke(grant_id=grant.pk, actor=SYSTEM, now=NOW)
    people.erase(person_id=kadek.person.pk, actor=SYSTEM, now=NOW)
    assert tell_vacancies(now=MORNING + 3 * A_DAY) == 1  # nobody looked for four days
    assert Notice.objects.get(person=wulan.person).facts["offices"] == "Sesetan"


def test_an_office_with_somebody_else_is_not_empty(kadek: Player, wulan: Player) -> None:
    (grant,) = kadek.person.grants.all()
    people.grant(
        person_id=wulan.person.pk, role=grant.role, area_code=grant.area_code, actor=SYSTEM, now=NOW
    )
    people.revoke(grant_id=grant.pk, actor=SYSTEM, now=NOW)
    with nothing_written(besides=TICKS):
        assert tell_vacancies(now=MORNING) == 0
