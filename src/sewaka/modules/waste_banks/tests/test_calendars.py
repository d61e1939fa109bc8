"""Weighing days come by themselves; everybody finds them on the map and in a calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.modules.waste_banks.actions.scheduling import (
    ScheduleDraft,
    begin_schedule,
    end_schedule,
    plan_ahead,
)
from sewaka.modules.waste_banks.actions.sessions import move_session
from sewaka.modules.waste_banks.models import WasteBank, WeighingSchedule, WeighingSession
from sewaka.modules.waste_banks.rules import icalendar
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.tests.village import Village
from tests.cast import NOW, Cast, Player

SUNDAYS = [date(2026, 12, 13), date(2027, 1, 10)]  # the second ones within sixty days


def begun(sesetan: Village, **more: Any) -> WeighingSchedule:
    known: dict[str, Any] = {
        "rrule": "FREQ=MONTHLY;BYDAY=2SU",
        "begins": time(7),
        "ends": time(11),
        "place": "Balai",
    }
    draft = ScheduleDraft(**(known | more))
    return begin_schedule(bank_id=sesetan.bank.pk, draft=draft, actor=SYSTEM, now=NOW)


def planned() -> list[date]:
    rows = WeighingSession.objects.filter(status=SessionState.PLANNED.value).order_by("on")
    return list(rows.values_list("on", flat=True))


@pytest.mark.django_db
def test_the_days_are_planned_once(sesetan: Village) -> None:
    begun(sesetan)
    assert planned() == SUNDAYS
    assert plan_ahead(actor=SYSTEM, now=NOW) == 0
    assert plan_ahead(actor=SYSTEM, now=NOW + timedelta(days=30)) == 1
    assert planned() == [*SUNDAYS, date(2027, 2, 14)] or planned()[:2] == SUNDAYS


@pytest.mark.django_db
def test_a_cancelled_day_stays_cancelled(sesetan: Village) -> None:
    begun(sesetan)
    first = WeighingSession.objects.order_by("on")[0]
    move_session(session_id=first.pk, after=SessionState.CANCELLED, actor=SYSTEM, now=NOW)
    assert plan_ahead(actor=SYSTEM, now=NOW) == 0
    assert planned() == SUNDAYS[1:]


@pytest.mark.django_db
def test_an_ended_calendar_takes_its_planned_days_along(sesetan: Village, cast: Cast) -> None:
    one = begun(sesetan)
    with pytest.raises(NotFound):
        end_schedule(schedule_id=one.pk, actor=cast["gede2"].actor, now=NOW)
    end_schedule(schedule_id=one.pk, actor=cast["tirta"].actor, now=NOW)
    assert planned() == []
    assert plan_ahead(actor=SYSTEM, now=NOW) == 0


@pytest.mark.django_db
def test_what_is_refused(sesetan: Village) -> None:
    begun(sesetan)
    with pytest.raises(Invalid):
        begun(sesetan)
    with pytest.raises(Invalid):
        begun(sesetan, ends=time(7))
    with pytest.raises(DomainError):
        begun(sesetan, rrule="FREQ=DAILY")
    WasteBank.objects.update(status="DORMANT")
    WeighingSession.objects.all().delete()
    assert plan_ahead(actor=SYSTEM, now=NOW) == 0


@pytest.mark.django_db
def test_set_up_at_the_desk(sesetan: Village, tirta: Player) -> None:
    url = f"/kerja/bank-sampah/{sesetan.bank.code}/jadwal"
    form = {"weekday": "SU", "rhythm": "2", "begins": "07:00", "ends": "11:00", "place": "Balai"}
    assert tirta.client.post(url, form | {"ends": "06:00"}).status_code == 422
    assert tirta.client.post(url, form).status_code == 302
    assert planned() == SUNDAYS
    assert tirta.client.post(url, form).status_code == 422
    shown = tirta.client.get(url).content.decode()
    assert "Minggu, yang kedua dalam sebulan" in shown
    one = WeighingSchedule.objects.get()
    assert tirta.client.post(f"/kerja/bank-sampah/jadwal/{one.pk}/akhiri").status_code == 302
    assert planned() == []


@pytest.mark.django_db
def test_in_the_calendar_of_a_phone(sesetan: Village) -> None:
    begun(sesetan, place="Balai; Banjar, Contoh")
    for url in (
        "/bank-sampah/hari-timbang.ics",
        f"/bank-sampah/{sesetan.bank.code}/hari-timbang.ics",
    ):
        answer = Client().get(url)
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        text = answer.content.decode().replace("\r\n ", "")
        assert text.count("BEGIN:VEVENT") == 2
        assert "DTSTART:20261212T230000Z" in text, "seven o'clock in Denpasar"
        assert "LOCATION:Balai\\; Banjar\\, Contoh\\, Bank Contoh" in text
    assert Client().get("/bank-sampah/BSU-0/hari-timbang.ics").status_code == 404


def test_long_lines_are_folded_between_characters() -> None:
    at = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Makassar"))
    event = icalendar.Event("x@y", at, at, "é" * 200, "a\nb")
    body = icalendar.write([event], name="n", now=at)
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    text = body.decode().replace("\r\n ", "")
    assert f"SUMMARY:{'é' * 200}\r\n" in text
    assert "LOCATION:a\\nb\r\n" in text


@pytest.mark.django_db
def test_on_the_map(sesetan: Village) -> None:
    def features() -> list[Any]:
        found: list[Any] = Client().get("/bank-sampah/titik").json()["features"]
        return found

    assert features() == [], "nobody knows where it is"
    WasteBank.objects.update(lat=-8.69, lon=115.21)
    (one,) = features()
    assert one["geometry"]["coordinates"] == [115.21, -8.69]
    assert one["properties"]["url"] == f"/bank-sampah/{sesetan.bank.code}"
    assert "/bank-sampah/titik" in Client().get("/bank-sampah").content.decode()
