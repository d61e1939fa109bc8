"""The indexed search finds exactly what a search through every row finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from sewaka.kernel.geo import Position, box_around, distance_m
from sewaka.kernel.ids import new_id
from sewaka.modules.reports.models import PublicReport, nearby
from sewaka.modules.reports.rules import numbers, states
from sewaka.modules.reports.rules.duplicates import MOST_COMPARED, Known, Search
from sewaka.modules.reports.tests.conftest import Way
from sewaka.platform.cases.api import Case
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db
HERE = Position(lat=-8.7, lon=115.22)
AROUND = box_around(HERE, 400)

places = st.builds(
    Position, lat=st.floats(AROUND.south, AROUND.north), lon=st.floats(AROUND.west, AROUND.east)
)
ENDS = (states.CONFIRMED, states.REJECTED, states.CANCELLED)
instants = st.datetimes(
    datetime(2026, 10, 1),  # noqa: DTZ001 - the zone is given beside
    datetime(2026, 11, 24),  # noqa: DTZ001 - the zone is given beside
    timezones=st.just(UTC),
)


@st.composite
def rows(draw: st.DrawFn) -> Known:
    """A public report somewhere here, open or closed some time ago."""
    code, place, at = draw(st.sampled_from(("201", "203", "101"))), draw(places), draw(instants)
    if draw(st.booleans()):
        return Known(code, place, at, draw(st.sampled_from((states.SUBMITTED, states.ACCEPTED))))
    return Known(code, place, at, draw(st.sampled_from(ENDS)), at + draw(closings))


closings = st.integers(0, 40 * 24).map(lambda hours: timedelta(hours=hours))


def write(known: Sequence[Known]) -> dict[str, Known]:
    """Public rows as they stand in the database, by their number."""
    pairs = {f"L26-{n:07d}-0": one for n, one in enumerate(known)}
    cases = Case.objects.bulk_create([case(number, one) for number, one in pairs.items()])
    PublicReport.objects.bulk_create(
        [
            PublicReport(
                case=row,
                number=row.number,
                requested_at=one.requested_at,
                updated_at=NOW,
                status_updated_at=one.closed_at or one.requested_at,
                is_open=states.is_open(one.state),
                state=one.state,
                service_code=one.code,
                village_code="51.71.01.1003",
                lat=one.position.lat,
                lon=one.position.lon,
                fragment=orjson.dumps({"description": ""}).decode(),
            )
            for row, one in zip(cases, pairs.values(), strict=True)
        ]
    )
    return pairs


def case(number: str, one: Known) -> Case:
    """The case of a row."""
    return Case(
        id=new_id(),
        number=number,
        module="reports",
        kind=numbers.KIND,
        workflow=numbers.WORKFLOW,
        workflow_version=1,
        state=one.state,
        state_group=states.GROUP_OF[one.state],
        title="Sampah liar",
        lat=one.position.lat,
        lon=one.position.lon,
        opened_at=one.requested_at,
        state_since=one.closed_at or one.requested_at,
        closed_at=one.closed_at,
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(rows(), max_size=25), places, st.integers(1, 400), st.integers(1, 30))
def test_the_index_finds_what_every_row_says(
    known: list[Known], centre: Position, radius_m: int, days: int
) -> None:
    search = Search(frozenset({"201", "203"}), centre, radius_m, now=NOW, days=days)
    with transaction.atomic():
        written = write(known)
        found = [row.number for row in nearby.near(search)]
        transaction.set_rollback(True)
    taken = [number for number, one in written.items() if search.takes(one)]
    assert sorted(found) == sorted(taken)
    assert found == sorted(found, key=lambda n: written[n].requested_at, reverse=True)


def test_of_many_the_newest_fifty_are_compared() -> None:
    written = write([Known("201", HERE, NOW - timedelta(hours=n), "submitted") for n in range(70)])
    search = Search(frozenset({"201"}), HERE, 30, now=NOW)
    assert [row.number for row in nearby.near(search)] == list(written)[:MOST_COMPARED]


def test_the_distance_in_the_database_is_the_one_of_the_rules() -> None:
    places_of = {
        number: one.position
        for number, one in write(
            [
                Known(
                    "201", Position(HERE.lat + n * 0.0003, HERE.lon - n * 0.0007), NOW, "accepted"
                )
                for n in range(12)
            ]
        ).items()
    }
    search = Search(frozenset({"201"}), HERE, 1_000, now=NOW)
    found = nearby.found(search).annotate(away=nearby.away_m(HERE)).values_list("number", "away")
    for number, away in found:
        assert away == pytest.approx(distance_m(HERE, places_of[number]), rel=1e-12)
    assert len(found) == 12


def test_it_costs_two_queries_and_leaves_the_report_itself_out(
    rubbish: Way, wayan: Player, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rubbish.do("verify", wayan.actor)
    row = PublicReport.objects.get(case_id=rubbish.sent.case_id)
    assert (row.lat, row.lon) == (None, None)
    PublicReport.objects.filter(pk=row.pk).update(lat=HERE.lat, lon=HERE.lon)
    search = Search(frozenset({"201"}), HERE, 75, now=rubbish.at)
    with django_assert_num_queries(2):
        (found,) = nearby.near(search)
    assert found.sketch.text.endswith("▇▇")
    assert nearby.near(search, besides=rubbish.sent.case_id) == []


def test_only_released_photos_are_compared(rubbish: Way, wayan: Player) -> None:
    author = rubbish.author
    for colour in ("red", "blue"):
        photo = rubbish.photo(author, colour)
        rubbish.do("ask_info", wayan.actor, question="Di sebelah mana persisnya?")
        rubbish.do("give_info", author, answer="Di sisi utara.", evidence=[photo])
    rubbish.do("verify", wayan.actor, keep_photos_back=True)
    PublicReport.objects.update(lat=HERE.lat, lon=HERE.lon)
    search = Search(frozenset({"201"}), HERE, 75, now=rubbish.at)
    assert [row.photos for row in nearby.near(search)] == [()]
