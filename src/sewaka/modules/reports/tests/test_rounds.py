"""The round of a crew: nearest next, its own agency's work only, without a script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import NotFound
from sewaka.kernel.geo import Position, distance_m
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.rules.places import Source
from sewaka.modules.reports.rules.rounds import Stop, nearest_first
from sewaka.modules.reports.tests.conftest import RUBBISH, Way
from sewaka.platform.cases import api as cases
from tests.cast import NOW, Player

PAGE = "/kerja/laporan/keliling"
CENTRE = Position(lat=-8.7016, lon=115.2205)
_degrees = st.floats(-0.05, 0.05, allow_nan=False)
_position = st.builds(
    lambda lat, lon: Position(lat=-8.67 + lat, lon=115.21 + lon), _degrees, _degrees
)


def page(response: Any) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(response.content, "lxml")


def numbers(response: Any) -> list[str]:
    """The stops in their order."""
    return [one.get_text(strip=True) for one in page(response).select("[data-round] .number")]


@given(st.lists(st.none() | _position, max_size=12), st.none() | _position)
def test_every_stop_once_and_always_the_nearest_next(
    positions: list[Position | None], start: Position | None
) -> None:
    stops = [Stop(str(n), position) for n, position in enumerate(positions)]
    legs = nearest_first(stops, start=start)
    assert sorted(leg.key for leg in legs) == sorted(stop.key for stop in stops)
    placed = [stop for stop in stops if stop.position is not None]
    assert {leg.key for leg in legs[: len(placed)]} == {stop.key for stop in placed}

    left = {stop.key: stop.position for stop in stops if stop.position is not None}
    here = start
    for leg in legs[: len(placed)]:
        there = left.pop(leg.key)
        if here is not None:
            assert leg.metres == distance_m(here, there)
            assert all(leg.metres <= distance_m(here, other) for other in left.values())
        here = there


def test_without_a_start_the_most_urgent_comes_first() -> None:
    near, far = Position(lat=-8.70, lon=115.22), Position(lat=-8.60, lon=115.22)
    legs = nearest_first([Stop("far", far), Stop("near", near), Stop("?", None)], start=None)
    assert [(leg.key, leg.metres is None) for leg in legs] == [
        ("far", True),
        ("near", False),
        ("?", True),
    ]


def accepted(at: Position | None, *, agus: Player, crew: str = "") -> Way:
    """A heap at that place that the environment agency has taken on."""
    draft = replace(RUBBISH, position=at, position_source=Source.PIN if at else Source.NONE)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    way = Way(sent=sent)
    case = cases.Case.objects.filter(pk=sent.case_id)
    case.update(state="accepted", state_group="OPEN", holder_role="reports.agency_officer")
    if crew:
        way.do("start", agus.actor, crew=crew)
    return way


@pytest.fixture
def three(wayans_banjar: str, agus: Player) -> list[Way]:
    """Three heaps: one in the middle, one 300 m away, one 100 m away; and one without a place."""
    north = [
        Position(lat=CENTRE.lat + metres / 111_195, lon=CENTRE.lon) for metres in (0, 300, 100)
    ]
    return [accepted(at, agus=agus) for at in (*north, None)]


@pytest.mark.django_db
def test_the_round_begins_where_one_says(three: list[Way], agus: Player) -> None:
    middle, far, near, nowhere = (way.sent.number for way in three)
    first = agus.client.get(PAGE)
    assert numbers(first) == [middle, near, far, nowhere]
    assert [one.get_text(strip=True) for one in page(first).select("[data-way]")] == [
        "",
        "100\u00a0m",
        "200\u00a0m",
        "",
    ]
    assert numbers(agus.client.get(PAGE, {"dari": far})) == [far, near, middle, nowhere]


@pytest.mark.django_db
def test_one_crew_sees_its_own(three: list[Way], agus: Player) -> None:
    mine = accepted(CENTRE, agus=agus, crew="Kru Selatan")
    accepted(CENTRE, agus=agus, crew="Kru Utara")
    everything = page(agus.client.get(PAGE))
    crews = [one["value"] for one in everything.select("[name=kru] option")]
    assert crews == ["", "Kru Selatan", "Kru Utara"]
    assert len(everything.select("[data-round] > article")) == 6
    assert numbers(agus.client.get(PAGE, {"kru": "Kru Selatan"})) == [mine.sent.number]


@pytest.mark.django_db
def test_from_the_list_to_the_proof(three: list[Way], agus: Player) -> None:
    (way, *_rest) = three
    shown = page(agus.client.get(PAGE))
    finish = shown.select_one(f"#b-{way.sent.number} .thumb-deeds a")
    assert finish is not None
    form = page(agus.client.get(str(finish["href"])))
    assert form.select_one("form[action$='/tindakan/finish'] [name=after]") is not None


@pytest.mark.django_db
def test_another_agency_sees_nothing_of_it(three: list[Way], sari: Player) -> None:
    assert numbers(sari.client.get(PAGE)) == []
    assert page(sari.client.get(PAGE)).select_one(".empty") is not None


@pytest.mark.django_db
def test_sealed_and_finished_work_is_on_no_round(three: list[Way], agus: Player) -> None:
    changes = ({"visibility": "secret"}, {"state": "awaiting_validation"})
    for way, change in zip(three[:2], changes, strict=True):
        cases.Case.objects.filter(pk=way.sent.case_id).update(**change)
    found = queries.crews_round(actor=agus.actor)
    assert len(found.reports) == 2


@pytest.mark.django_db
def test_only_crews_have_a_round(made: Player, wayan: Player, client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    for player in (made, wayan):
        with pytest.raises(NotFound):
            queries.crews_round(actor=player.actor)


@pytest.mark.django_db
def test_no_contact_lies_on_the_phone(three: list[Way], agus: Player) -> None:
    report = Report.objects.get(pk=three[0].sent.case_id)
    assert "0812 3456 7890" in RUBBISH.description
    shown = agus.client.get(PAGE).content.decode()
    assert report.case.number in shown
    assert "0812" not in shown
