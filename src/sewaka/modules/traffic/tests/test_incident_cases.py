"""From a rule's finding to a case that the room decides on, and what everybody reads of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic.actions.incidents import (
    Found,
    detect_incident,
    report_incident,
    see_alarm,
)
from sewaka.modules.traffic.control.incidents import Incident
from sewaka.modules.traffic.engine.books import Books
from sewaka.modules.traffic.engine.watching import Detection
from sewaka.modules.traffic.models import Detector, IncidentDetail, SignalNow
from sewaka.modules.traffic.tests.desk_scenes import measured
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case
from tests.cast import NOW, Cast, Player

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
FOUND = Found("stands_alone", "A_0", {"green_s": (12.0, 12.0), "distance_m": (25.0, 12.0)})


@pytest.fixture(autouse=True)
def _street(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    measured(cast)
    SignalNow.objects.create(
        junction="J09", at=NOW, heard_at=NOW, stage=0, stages=5, indications="GGrr", age_s=3.0,
        mode="adaptive",
    )  # fmt: skip


def detect(*, after: timedelta = timedelta(), found: Found = FOUND) -> Case | None:
    return detect_incident(junction="J09", found=found, actor=SYSTEM, now=NOW + after)


def detected() -> Case:
    case = detect()
    assert case is not None
    return case


def act(case: Case, action: str, by: Player, *, after: timedelta, **given: str) -> None:
    cases.move(case_id=case.pk, action=action, actor=by.actor, now=NOW + after, given=given)
    case.refresh_from_db()


def test_whoever_follows_the_junction_is_woken_by_every_act(eka: Player) -> None:
    case = detected()
    for action, given in (("confirm", {}), ("respond", {"who": "Tim 2"}), ("clear", {})):
        with CaptureQueriesContext(connection) as seen:
            act(case, action, eka, after=MINUTE, **given)
        assert any("pg_notify" in one["sql"] and '["J09"]' in one["sql"] for one in seen), action


def names() -> list[str]:
    found = EventRow.objects.filter(name__startswith="traffic.incident").order_by("position")
    return [name.removeprefix("traffic.incident_") for name in found.values_list("name", flat=True)]


def due(case: Case) -> datetime | None:
    return Case.objects.get(pk=case.pk).due_at


def public_words() -> str:
    found = BeautifulSoup(Client().get("/lalu-lintas/J09").content, "html.parser")
    return " ".join(found.get_text(" ", strip=True).split())


def test_a_finding_becomes_a_case_with_its_evidence_and_its_clock() -> None:
    case = detected()
    detail = IncidentDetail.objects.get()
    assert (case.state, case.holder_role, case.visibility) == (
        "detected", "traffic.operator", "parties",
    )  # fmt: skip
    assert case.due_at == NOW + 5 * MINUTE
    assert (detail.approach, detail.severity, detail.detected_by) == ("A", "arm", "stands_alone")
    assert detail.evidence == {"green_s": [12.0, 12.0], "distance_m": [25.0, 12.0]}
    assert names() == ["detected"]


def test_only_the_engine_finds_by_itself(eka: Player) -> None:
    with pytest.raises(Forbidden):
        detect_incident(junction="J09", found=FOUND, actor=eka.actor, now=NOW)


def test_a_second_alarm_on_the_arm_waits_ten_minutes_and_until_the_first_is_closed(
    eka: Player,
) -> None:
    case = detected()
    assert detect(after=5 * MINUTE) is None
    assert detect(after=11 * MINUTE) is None  # nobody has decided on the first yet
    act(case, "dismiss", eka, after=12 * MINUTE, cause="waiting")
    assert detect(after=13 * MINUTE) is not None
    assert IncidentDetail.objects.count() == 2


def test_dismissed_at_once_it_is_still_quiet_for_ten_minutes(eka: Player) -> None:
    act(detected(), "dismiss", eka, after=MINUTE, cause="waiting")
    assert detect(after=9 * MINUTE) is None
    assert detect(after=10 * MINUTE) is not None


@pytest.mark.parametrize("health", ["suspect", "failed", "repaired"])
def test_a_detector_that_is_not_believed_raises_no_alarm(health: str) -> None:
    Detector.objects.update(health=health)
    assert detect() is None
    assert detect(found=Found("stands_alone", "D9")) is None


def test_the_way_of_an_incident_and_what_everybody_reads(eka: Player) -> None:
    case = detected()
    assert "Hambatan" not in public_words()
    act(case, "confirm", eka, after=2 * MINUTE)
    assert due(case) == NOW + 17 * MINUTE
    assert "Hambatan: A, sejak 14.05 WITA" in public_words()
    assert "Hambatan" in Client().get("/lalu-lintas").content.decode()
    act(case, "respond", eka, after=4 * MINUTE, who="Patroli 2")
    assert due(case) is None
    assert "Patroli" not in public_words()
    act(case, "clear", eka, after=30 * MINUTE)
    assert "Hambatan" not in public_words()
    act(case, "close", eka, after=31 * MINUTE, cause="breakdown")
    detail = IncidentDetail.objects.get()
    assert (detail.cause, detail.seen_by) == ("breakdown", eka.person.pk)
    assert names() == ["detected", "confirmed", "responding", "cleared", "closed"]


def test_what_a_person_sees_is_confirmed_with_that_and_known_once(eka: Player) -> None:
    first = report_incident(junction="J09", approach="A", actor=eka.actor, now=NOW)
    again = report_incident(junction="J09", approach="A", actor=eka.actor, now=NOW + MINUTE)
    assert (first.pk, first.state) == (again.pk, "confirmed")
    with pytest.raises(NotFound):
        report_incident(junction="J09", approach="Z", actor=eka.actor, now=NOW)


def test_an_alarm_is_seen_once_by_somebody_of_the_room(
    eka: Player, surya: Player, made: Player
) -> None:
    case = detected()
    see_alarm(case_id=case.pk, actor=eka.actor, now=NOW + MINUTE)
    detail = see_alarm(case_id=case.pk, actor=surya.actor, now=NOW + 2 * MINUTE)
    assert (detail.seen_by, detail.seen_at) == (eka.person.pk, NOW + MINUTE)
    assert names() == ["detected", "seen"]
    with pytest.raises(Forbidden):
        see_alarm(case_id=case.pk, actor=made.actor, now=NOW)


def test_the_strip_asks_until_somebody_has_looked(eka: Player) -> None:
    page = eka.client.get("/kerja/ruang-kendali").content.decode()
    assert "Tidak ada hambatan" in page
    case = detected()
    page = eka.client.get("/kerja/ruang-kendali").content.decode()
    assert 'role="alert"' in page
    assert f"/kerja/berkas/{case.number}" in page
    eka.client.post(f"/kerja/ruang-kendali/alarm/{case.pk}/lihat")
    page = eka.client.get("/kerja/ruang-kendali").content.decode()
    assert 'role="alert"' not in page
    assert f"/kerja/berkas/{case.number}" in page


def test_the_page_of_the_case_shows_figures_beside_their_limits(eka: Player) -> None:
    case = detected()
    page = eka.client.get(f"/kerja/berkas/{case.number}")
    found = BeautifulSoup(page.content, "html.parser")
    words = " ".join(found.get_text(" ", strip=True).split())
    assert "Meter di depan garis 25 12" in words
    sent = eka.client.post("/kerja/ruang-kendali/J09/hambatan", {"approach": "A"})
    assert sent["Location"] == f"/kerja/berkas/{case.number}"


def test_the_engines_books_open_it_once() -> None:
    books = Books()
    evidence = (("green_s", 12.0), ("distance_m", 25.0))
    one = Detection("J09", "A_0", Incident(0.0, "stands_alone", evidence))
    books.report([one, one])
    books.look(now=NOW)
    assert IncidentDetail.objects.get().evidence["distance_m"] == [25.0, 12.0]
    books.look(now=NOW + 20 * MINUTE)
    assert Case.objects.count() == 1


def test_programs_read_a_confirmed_one_as_an_alert(eka: Player) -> None:
    path = "/ngsi-ld/v1/entities?type=Alert"
    case = detected()
    assert Client().get(path).json() == []
    act(case, "confirm", eka, after=MINUTE)
    [plain] = Client().get(f"{path}&options=keyValues").json()
    assert (plain["category"], plain["subCategory"], plain["severity"]) == (
        "traffic", "carStopped", "high",
    )  # fmt: skip
    assert plain["alertSource"] == "urn:ngsi-ld:RoadSegment:A"
    [whole] = Client().get(path).json()
    assert whole["dateIssued"]["value"] == {"@type": "DateTime", "@value": "2026-11-23T06:05:00Z"}
    act(case, "clear", eka, after=2 * MINUTE)
    assert Client().get(path).json() == []
