"""Routes: added and ended, never changed; an overlap names the rule that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.errors import Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.setting_up.routes import add_route, end_route
from sewaka.modules.reports.models import RoutingRule, catalogue
from sewaka.modules.reports.rules.routing import Route
from tests.cast import NOW, PANJER, SESETAN, Cast, Player, held
from tests.writes import nothing_written

ADMIN = held("reports.admin")
PAGE = "/kerja/laporan/atur/rute"
TODAY = date(2026, 11, 23)
LAMPS = Route("104", "perkim", SESETAN, date(2026, 12, 1), date(2027, 1, 1))

days = st.dates(date(2026, 1, 1), date(2026, 1, 20))
ends = st.none() | days


@given(first=days, end=ends, other_first=days, other_end=ends)
def test_two_routes_overlap_where_some_day_belongs_to_both(
    first: date, end: date | None, other_first: date, other_end: date | None
) -> None:
    one = Route("104", "a", "", first, end)
    other = Route("104", "b", "", other_first, other_end)
    span = [date(2026, 1, 1) + timedelta(days=n) for n in range(400)]
    is_both = any(one.is_valid_on(day) and other.is_valid_on(day) for day in span)
    is_range = all(e is None or f < e for f, e in ((first, end), (other_first, other_end)))
    if is_range:
        assert one.overlaps(other) is other.overlaps(one) is is_both


@pytest.fixture
def city(db: None) -> Iterator[None]:
    """The set-up as the software brings it; no test sees another one's."""
    catalogue.forget()
    yield
    catalogue.forget()


def whole_city() -> RoutingRule:
    return RoutingRule.objects.get(category="104", area_code="")


def test_a_new_rule_counts_for_its_area_and_days_alone(city: None) -> None:
    row = add_route(draft=LAMPS, actor=ADMIN, now=NOW)
    (event,) = EventRow.objects.filter(name="reports.route_added")
    assert event.data == {
        "route_id": row.pk,
        "category": "104",
        "area_code": SESETAN,
        "agency_code": "perkim",
        "valid_from": "2026-12-01",
        "valid_to": "2027-01-01",
    }
    assert row.as_route() in catalogue.current().routes["104"]


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (Route("999", "perkim"), "category", "reports.route.category"),
        (Route("104", "perkim", "51.71.99"), "area", "reports.route.area"),
        (Route("104", "nobody"), "agency", "reports.route.agency"),
        (Route("104", "pln"), "agency", "reports.route.agency"),
        (Route("104", "perkim", SESETAN, TODAY, TODAY), "valid_to", "reports.route.range"),
    ],
)
def test_what_a_rule_names_must_exist(city: None, draft: Route, field: str, code: str) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        add_route(draft=draft, actor=ADMIN, now=NOW)
    assert refused.value.fields == {field: code}


def test_an_overlap_is_refused_and_names_the_rule_that_stands(city: None, yasa: Player) -> None:
    add_route(draft=LAMPS, actor=ADMIN, now=NOW)
    client = yasa.client
    form = {"category": "104", "area": SESETAN, "agency": "dishub", "valid_from": "2026-12-31"}
    with nothing_written():
        page = client.post(f"{PAGE}/tambah", form)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Sesetan →" in text
    assert "31 Des 2026" in text
    form["valid_from"] = "2027-01-01"
    assert client.post(f"{PAGE}/tambah", form).status_code == 302
    assert RoutingRule.objects.filter(category="104", area_code=SESETAN).count() == 2


def test_a_rule_is_ended_and_stays(city: None) -> None:
    row = end_route(route_id=whole_city().pk, last=TODAY, seen=None, actor=ADMIN, now=NOW)
    assert row.valid_to == date(2026, 11, 24)
    (event,) = EventRow.objects.filter(name="reports.route_ended")
    assert (event.data["before"], event.data["after"]) == (None, "2026-11-24")
    later = Route("104", "perkim", "", date(2026, 11, 24))
    add_route(draft=later, actor=ADMIN, now=NOW)


def test_refusals_of_an_end_write_nothing(city: None) -> None:
    row, added = whole_city(), add_route(draft=LAMPS, actor=ADMIN, now=NOW)
    yesterday = TODAY - timedelta(days=1)
    with nothing_written():
        with pytest.raises(Forbidden):
            end_route(route_id=row.pk, last=TODAY, seen=None, actor=held("mayor"), now=NOW)
        with pytest.raises(NotFound):
            end_route(route_id=0, last=TODAY, seen=None, actor=ADMIN, now=NOW)
        with pytest.raises(Stale):
            end_route(route_id=row.pk, last=TODAY, seen=TODAY, actor=ADMIN, now=NOW)
        for route, last, seen, code in (
            (row, yesterday, None, "reports.route.end_past"),
            (added, TODAY, added.valid_to, "reports.route.range"),
            (added, date(2027, 1, 1), added.valid_to, "reports.route.end_later"),
        ):
            with pytest.raises(Invalid) as refused:
                end_route(route_id=route.pk, last=last, seen=seen, actor=ADMIN, now=NOW)
            assert refused.value.fields == {"last": code}


def test_the_tester_says_where_a_report_would_go(cast: Cast, yasa: Player, city: None) -> None:
    add_route(draft=Route("104", "perkim", SESETAN), actor=ADMIN, now=NOW)
    text = yasa.client.get(PAGE, {"jenis": "104", "di": SESETAN}).content.decode()
    assert "(menurut aturan untuk Sesetan)" in " ".join(text.split())
    other = yasa.client.get(PAGE, {"jenis": "104", "di": PANJER}).content.decode()
    assert "(menurut aturan untuk seluruh kota)" in " ".join(other.split())


def test_the_list_is_narrowed_by_its_address(yasa: Player, city: None) -> None:
    text = yasa.client.get(PAGE, {"dinas": "dlhk"}).content.decode()
    assert '<th scope="row" data-label="Jenis laporan">201' in text
    assert '<th scope="row" data-label="Jenis laporan">104' not in text
