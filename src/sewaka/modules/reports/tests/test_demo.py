"""The demo city's past: the same rows that the real actions leave, and the same twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import models

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held
from sewaka.kernel.geo import Position
from sewaka.kernel.ids import read_number
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.ticking import notice_promises, skip_late_offices
from sewaka.modules.reports.demo import planning, private, seeding, together
from sewaka.modules.reports.demo.fates import Fate, Who
from sewaka.modules.reports.demo.planning import Place
from sewaka.modules.reports.demo.replay import Replayed
from sewaka.modules.reports.effects.arrivals import judge
from sewaka.modules.reports.models import (
    Confirmation,
    Hop,
    PublicReport,
    Report,
    Validation,
    Watch,
    WorkProof,
)
from sewaka.modules.reports.tests.conftest import ANSWER, RUBBISH
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import Assignment, Case, CaseEntry, SlaClock
from sewaka.platform.people import api as people
from tests.cast import NOW, SESETAN, SINCE, WAYANS_BANJAR, Player
from tests.writes import check_deferred

pytestmark = pytest.mark.django_db
NOISE = replace(RUBBISH, category="401", description="Bising sekali malam ini")
OFFICER = Actor(grants=(Held("reports.agency_officer", agency_code="satpolpp"),))
VILLAGE = Actor(grants=(Held("reports.village_staff", area_code=SESETAN),))
# Columns that differ between any two reports.
_OWN = {
    *("id", "number", "case", "report", "secret_hash", "external_id", "position"),
    *("fragment", "geo_json", "geo_xml"),
}
STORY: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("verify", "wayan", 2, {}),
    ("hand_over", "village", 5, {"remark": "Mohon dicek malam hari"}),
    ("ask_info", "officer", 9, {"question": "Jam berapa biasanya bising?"}),
    ("give_info", "author", 30, {"answer": "Jam sebelas malam"}),
    ("accept", "officer", 400, {"answer": ANSWER}),
    ("schedule", "head", 401, {"day": date(2026, 12, 11), "reason": "Regu malam penuh."}),
    ("start", "officer", 410, {"crew": "Regu 2"}),
    ("finish", "officer", 420, {"answer": ANSWER}),
    ("refuse", "wayan", 422, {"reason": "Malam ini masih bising juga."}),
    ("finish", "officer", 424, {"answer": ANSWER}),
    ("validate", "wayan", 426, {}),
    ("dispute", "author", 430, {"reason": "Masih bising"}),
    ("accept", "officer", 440, {"answer": ANSWER}),
    ("finish", "officer", 450, {"answer": ANSWER}),
    ("pass_on", "city", 500, {}),
    ("pass_on", "city", 550, {}),
    ("settle", "author", 560, {"stars": "4"}),
)


def columns(row: models.Model) -> dict[str, Any]:
    """What a row says, without what belongs to it alone."""
    return {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in _OWN
    }


def traces(case_id: Any) -> dict[str, list[dict[str, Any]]]:
    """Everything the database holds of a case."""
    case = Case.objects.get(pk=case_id)
    tables: dict[str, models.QuerySet[Any]] = {
        "case": Case.objects.filter(pk=case_id),
        "report": Report.objects.filter(pk=case_id),
        "entries": CaseEntry.objects.filter(case=case).order_by("at", "case_version", "kind"),
        "clocks": SlaClock.objects.filter(case=case).order_by("started_at", "kind"),
        "desks": Assignment.objects.filter(case=case).order_by("from_at"),
        "hops": Hop.objects.filter(case=case).order_by("n"),
        "watch": Watch.objects.filter(case=case),
        "words": Confirmation.objects.filter(report_id=case_id).order_by("at"),
        "proofs": WorkProof.objects.filter(report_id=case_id).order_by("at"),
        "looks": Validation.objects.filter(report_id=case_id).order_by("at"),
        "public": PublicReport.objects.filter(case=case),
    }
    # The clock tells of a breach when it looks; its entry bears the promised instant in both.
    told = EventRow.objects.filter(case_id=case_id).exclude(name="cases.clock_breached")
    found = {name: [columns(row) for row in rows] for name, rows in tables.items()}
    found["events"] = [
        {"name": row.name, "at": row.occurred_at, "actor": row.actor_id, "via": row.via}
        for row in told.order_by("occurred_at", "name")
    ]
    return found


def who(name: str, case_id: Any, wayan: Player) -> Actor:
    """Who does a deed of the story."""
    return {
        "wayan": Actor(
            person_id=wayan.person.pk,
            grants=(Held("reports.hamlet_head", area_code=WAYANS_BANJAR),),
        ),
        "village": VILLAGE,
        "officer": OFFICER,
        "head": Actor(grants=(Held("reports.agency_head", agency_code="satpolpp"),)),
        "author": Actor(via="link", link_case_id=case_id),
        "city": SYSTEM,
    }[name]


def test_a_replayed_history_leaves_the_rows_of_the_real_one(
    wayans_banjar: str, wayan: Player, kadek: Player, oka: Player, agus: Player
) -> None:
    people.grant(
        person_id=agus.person.pk,
        role="reports.agency_officer",
        agency_code="satpolpp",
        actor=SYSTEM,
        now=SINCE,
    )

    sender = Sender(limits_apply=False)
    real = submit_report(actor=ANONYMOUS, now=NOW, draft=NOISE, sender=sender)
    arrival = judge(NOISE, sender=sender, actor=ANONYMOUS, now=NOW)
    replayed = Replayed(
        arrival, number="L26-0000000-0", external_id="demo:test", heads=lambda _code: True
    )
    for action, name, hours, given in STORY:
        at = NOW + timedelta(hours=hours)
        skip_late_offices(now=at)
        notice_promises(now=at)
        cases.mark_breaches(now=at)
        actor = who(name, real.case_id, wayan)
        cases.move(case_id=real.case_id, action=action, actor=actor, now=at, given=given)
        again = who(name, replayed.history.case.pk, wayan)
        replayed.act(action, actor=again, at=at, given=given)
    write(replayed)
    expected, found = traces(real.case_id), traces(replayed.history.case.pk)
    for kind, rows in expected.items():
        assert found[kind] == rows, kind


def write(replayed: Replayed) -> None:
    """Its rows, as `seeding` writes them."""
    cases.write_histories([replayed.history])
    replayed.report.save(force_insert=True)
    Hop.objects.bulk_create(replayed.hops)
    for row in replayed.rows:
        row.save(force_insert=True)
    replayed.public_row().save(force_insert=True)
    check_deferred()


def test_the_plan_is_the_same_every_time() -> None:
    def planned() -> list[planning.Planned]:
        places = [Place(SESETAN, Position(lat=-8.7016, lon=115.2205))]
        zone = ZoneInfo("Asia/Makassar")
        return list(planning.plan(count=200, until=NOW, places=places, zone=zone))

    first = planned()
    assert planned() == first
    assert all(NOW - timedelta(days=366) <= one.opened_at < NOW for one in first)
    assert [one.opened_at for one in first] == sorted(one.opened_at for one in first)


def test_visitors_write_of_what_they_report() -> None:
    known = planning.words()
    assert set(known["english"]) == set(known["category"])
    places = [Place(SESETAN, Position(lat=-8.7016, lon=115.2205))]
    planned = planning.plan(count=970, until=NOW, places=places, zone=ZoneInfo("Asia/Makassar"))
    english = [one for one in planned if one.language == "en"]
    assert len(english) == 10
    for one in english:
        texts = known["english"][one.category]
        assert one.text in [text.format(where=one.landmark) for text in texts]


def test_what_an_agency_has_begun_lies_with_a_crew() -> None:
    ends: set[str] = set()
    for seed in range(200):
        fate = Fate(
            dice=Random(seed),  # noqa: S311 - a test, not a secret
            calendar=calendars.work_calendar(),
            agency="dlhk",
            days=2,
            looks=Who.VALIDATOR,
            crew="Regu Selatan",
            at=NOW - timedelta(days=20),
            now=NOW,
        )
        steps = list(fate.steps(is_hamlet_first=False, has_head=False))
        ends.add(steps[-1].action if steps else "")
        crews = [one.given.get("crew") for one in steps if one.action == "start"]
        assert set(crews) <= {"Regu Selatan"}
    assert {"accept", "schedule", "start"} <= ends


def test_numbers_from_dice_are_numbers() -> None:
    dice = Random(1)  # noqa: S311 - a test, not a secret
    for _ in range(50):
        number = planning.number(dice, year=2026)
        assert read_number(number) == number


def test_filling_twice_is_filling_once(settings: LazySettings) -> None:
    settings.DEMO_REPORTS = 60
    steps: list[tuple[int, int]] = []
    seeding.seed(now=NOW, progress=lambda done, total: steps.append((done, total)))
    seeding.seed(now=NOW + timedelta(days=1))
    twins = Report.objects.filter(external_id__contains=together.TWIN).count()
    assert Report.objects.count() == 60 + len(private.DRAFTS) + twins
    assert steps[-1] == (60, 60)
    check_deferred()
    assert not Case.objects.filter(state_since__gt=NOW).exists()
    assert newest() < NOW
    assert cases.mark_breaches(now=NOW) == 0
    started = CaseEntry.objects.filter(action="start", case__module="reports")
    crews = Report.objects.filter(case__in=started.values("case")).values_list("crew", flat=True)
    assert {crew.partition(" ")[0] for crew in crews} == {"Regu"}


def newest() -> datetime:
    """The last thing that happened."""
    return CaseEntry.objects.order_by("-at").values_list("at", flat=True)[0]
