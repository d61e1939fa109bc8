"""Which kind of day a day is: by the city's calendar, as data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import reference
from sewaka.modules.traffic.actions.days import choose_day
from sewaka.modules.traffic.models import DayChoice, DaySpan, DayType, PlanCalendar, days
from sewaka.modules.traffic.models.calendar import keep_lines
from sewaka.modules.traffic.rules.calendar import Line
from sewaka.modules.traffic.rules.days import DayRule, HolyDay, Kind, Span, kind_of
from tests.cast import NOW, Player

RULES = (
    DayRule("nyepi", 10, holiday="Nyepi"),
    DayRule("eve", 20, holiday="Nyepi", shift_days=-1),
    DayRule("holiday", 50, holiday="*"),
    DayRule("weekend", 60, weekdays="67"),
    DayRule("working", 70, weekdays="12345", in_span=True),
    DayRule("school", 80, weekdays="12345"),
)
NYEPI = date(2026, 3, 19)  # a Thursday


def kind(day: date, *, holidays: tuple[HolyDay, ...] = (), spans: tuple[Span, ...] = ()) -> str:
    return kind_of(day=day, rules=RULES, holidays=holidays, spans=spans).code


def test_the_rarer_kind_wins() -> None:
    feast = (HolyDay(NYEPI, "Hari Suci Nyepi", is_closed=True),)
    assert kind(NYEPI, holidays=feast) == "nyepi"
    assert kind(NYEPI - timedelta(days=1), holidays=feast) == "eve"
    assert kind(NYEPI + timedelta(days=1), holidays=feast) == "school"


def test_joint_leave_is_a_holiday_and_not_the_feast() -> None:
    leave = (HolyDay(NYEPI, "Cuti bersama Nyepi", is_closed=True, is_joint_leave=True),)
    assert kind(NYEPI, holidays=leave) == "holiday"
    assert kind(NYEPI - timedelta(days=1), holidays=leave) == "school"


def test_schools_holidays_are_spans_and_weekends_stay_weekends() -> None:
    closed = (Span("working", date(2026, 12, 21), date(2027, 1, 2)),)
    assert kind(date(2026, 12, 21), spans=closed) == "working"
    assert kind(date(2027, 1, 1), spans=closed) == "working"
    assert kind(date(2026, 12, 26), spans=closed) == "weekend"
    assert kind(date(2027, 1, 4), spans=closed) == "school"


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    names=st.lists(st.sampled_from(["Nyepi", "Galungan", "x"]), max_size=3),
)
def test_every_day_is_of_one_kind_whatever_the_order_of_the_rules(
    day: date, names: list[str]
) -> None:
    holidays = [HolyDay(day, name, is_closed=name != "x") for name in names]
    found = kind_of(day=day, rules=RULES, holidays=holidays, spans=())
    assert found
    assert found == kind_of(day=day, rules=RULES[::-1], holidays=holidays, spans=())


def test_no_rule_no_kind() -> None:
    assert kind_of(day=NYEPI, rules=(), holidays=(), spans=()) == Kind("")


@pytest.mark.django_db
def test_the_kinds_of_a_fresh_city() -> None:
    reference.load()
    found = days.kinds(begin=date(2026, 6, 1), end=date(2027, 3, 9))
    expected = {
        date(2026, 6, 1): "holiday",  # Pancasila
        date(2026, 6, 16): "galungan",  # its eve
        date(2026, 6, 17): "galungan",
        date(2026, 6, 18): "galungan",
        date(2026, 6, 27): "kuningan",  # a Saturday
        date(2026, 7, 1): "working",
        date(2026, 11, 23): "school",
        date(2026, 11, 28): "weekend",
        date(2026, 12, 24): "holiday",  # joint leave
        date(2027, 3, 7): "pengerupukan",
        date(2027, 3, 8): "nyepi",
    }
    assert {day: found[day] for day in expected} == expected
    assert "" not in found.values()


@pytest.mark.django_db
def test_what_a_city_has_changed_stays() -> None:
    reference.load()
    DayType.objects.filter(code="weekend").update(name="Sabtu dan Minggu")
    DaySpan.objects.all().delete()
    reference.load()
    assert DayType.objects.get(code="weekend").name == "Sabtu dan Minggu"
    assert not DaySpan.objects.exists()


PAGE = "/kerja/ruang-kendali/hari"
SUNDAY = date(2026, 11, 29)
WHY = "Hari bebas kendaraan di Lumintang"


def chosen_kind(day: date) -> str:
    found = days.kind(day=day)
    return found.code if found else ""


@pytest.mark.django_db
def test_why_a_day_is_of_its_kind() -> None:
    feast = (HolyDay(NYEPI, "Hari Suci Nyepi", is_closed=True),)
    closed = (Span("working", NYEPI + timedelta(days=1), NYEPI + timedelta(days=1)),)

    def why(day: date) -> Kind:
        return kind_of(day=day, rules=RULES, holidays=feast, spans=closed)

    assert why(NYEPI) == Kind("nyepi", "Hari Suci Nyepi")
    assert why(NYEPI - timedelta(days=1)) == Kind("eve", "Hari Suci Nyepi", -1)
    assert why(NYEPI + timedelta(days=1)) == Kind("working", in_span=True)
    assert why(NYEPI + timedelta(days=2)) == Kind("weekend")


@pytest.mark.django_db
def test_an_engineer_says_otherwise_and_takes_it_back(widi: Player) -> None:
    reference.load()
    assert chosen_kind(SUNDAY) == "weekend"
    choose_day(day=SUNDAY, kind="car_free", reason=f" {WHY} ", actor=widi.actor, now=NOW)
    assert chosen_kind(SUNDAY) == "car_free"
    assert chosen_kind(SUNDAY + timedelta(days=7)) == "weekend"
    choose_day(day=SUNDAY, kind="nyepi", reason=WHY, actor=widi.actor, now=NOW)
    choose_day(day=SUNDAY, kind="", reason="Dibatalkan panitia", actor=widi.actor, now=NOW)
    assert chosen_kind(SUNDAY) == "weekend"
    rows = EventRow.objects.filter(name="traffic.day_kind_chosen").order_by("position")
    assert [(row.data["before"], row.data["kind"]) for row in rows] == [
        ("", "car_free"),
        ("car_free", "nyepi"),
        ("nyepi", ""),
    ]
    assert rows[0].data["reason"] == WHY
    assert rows[0].actor_id == widi.person.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"day": date(2026, 11, 22)}, "traffic.day.past"),
        ({"day": date(2028, 1, 1)}, "traffic.day.far"),
        ({"reason": "  pendek  "}, "traffic.day.reason"),
        ({"reason": "x" * 201}, "traffic.day.reason"),
        ({"kind": "unknown"}, "traffic.day.kind"),
    ],
)
def test_what_is_no_choice(widi: Player, change: dict[str, Any], code: str) -> None:
    reference.load()
    wish: dict[str, Any] = {"day": SUNDAY, "kind": "car_free", "reason": WHY}
    with pytest.raises(DomainError) as refused:
        choose_day(**(wish | change), actor=widi.actor, now=NOW)
    assert refused.value.code == code
    assert not DayChoice.objects.exists()


@pytest.mark.django_db
def test_an_operator_chooses_no_day(eka: Player) -> None:
    with pytest.raises(NotFound):
        choose_day(day=SUNDAY, kind="", reason=WHY, actor=eka.actor, now=NOW)


@pytest.mark.django_db
def test_the_page_shows_the_kind_why_and_which_sets_run(
    widi: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    reference.load()
    version = PlanCalendar.objects.create(
        version=1, step="published", author_id=None, created_at=NOW, approved_at=NOW,
        published_at=NOW, valid_from=NOW,
    )  # fmt: skip
    keep_lines(calendar=version, lines=[Line("car_free", 360, 600, "bebas-kendaraan")])
    answer = widi.client.post(
        PAGE, {"day": SUNDAY.isoformat(), "kind": "car_free", "reason": WHY}, follow=True
    )
    rows = [
        one.get_text(" ", strip=True)
        for one in BeautifulSoup(answer.content, "html.parser").select("tbody tr")
    ]
    assert len(rows) == 42
    assert WHY in rows[6]
    assert "Hari bebas kendaraan" in rows[6]
    assert "bebas-kendaraan 06.00–10.00" in rows[6]
    assert "Akhir pekan" in rows[6]  # what the calendar would say
    assert "bebas-kendaraan" not in " ".join(rows[:6] + rows[7:])
    refused = widi.client.post(PAGE, {"day": "2020-01-01", "kind": "car_free", "reason": WHY})
    assert refused.status_code == 422
