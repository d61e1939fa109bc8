"""The work list as a page: without scripts, in the URL, in order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from sewaka.city.inbox import listing
from sewaka.city.inbox.tests.conftest import Browser, soup
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.calendar import Unit
from sewaka.kernel.ui.formats import BADGE_LIMIT
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.tests.conftest import NOW, OpenCase

pytestmark = pytest.mark.django_db
LIST = "/kerja/kotak-masuk"


def titles(page: BeautifulSoup) -> list[str]:
    return [link.get_text(strip=True) for link in page.select(".work-title a")]


def due_in(hours: int) -> tuple[cases.ClockStart, ...]:
    return (cases.ClockStart("resolution", NOW + timedelta(hours=hours), Unit.HOURS, "light"),)


def test_stranger_is_sent_to_sign_in() -> None:
    response = Client().get(LIST)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_for_a_citizen_the_room_does_not_exist(browser: Browser) -> None:
    assert browser("made").get(LIST).status_code == 404


def test_front_door_leads_to_the_list(browser: Browser) -> None:
    response = browser("wayan").get("/kerja/")
    assert (response.status_code, response["Location"]) == (302, LIST)


def test_rows_in_order_with_their_state_and_time(browser: Browser, open_case: OpenCase) -> None:
    open_case(title="Lampu padam", clocks=due_in(100))
    first = open_case(title="Got mampet", clocks=due_in(3))
    page = soup(browser("wayan").get(LIST))
    assert titles(page) == ["Got mampet", "Lampu padam"]
    row = page.select_one(".work-row")
    assert row is not None
    assert row["data-row"] == first.number
    assert row.select_one("input[type=checkbox]")["value"] == f"{first.pk}:1"  # type: ignore[index]  # it is there
    assert first.number in row.get_text()


def test_others_see_nothing_of_it(browser: Browser, open_case: OpenCase) -> None:
    open_case(title="Got mampet")
    for name in ("komang", "sari", "mayor"):
        page = soup(browser(name).get(LIST))
        assert titles(page) == []
        assert "Got mampet" not in page.get_text()


def test_filters_stand_in_the_address(browser: Browser, open_case: OpenCase) -> None:
    open_case(title="Got mampet")
    open_case(title="Lampu padam")
    client = browser("wayan")
    page = soup(client.get(LIST, {"q": "lampu", "tampilan": "unit"}))
    assert titles(page) == ["Lampu padam"]
    assert page.select_one("#f-q")["value"] == "lampu"  # type: ignore[index]  # it is there
    nonsense = {"status": "APA", "wilayah": "x' OR 1=1", "tampilan": "?", "layanan": "tidak"}
    assert titles(soup(client.get(LIST, nonsense))) == []
    assert len(titles(soup(client.get(LIST, {"status": "APA", "wilayah": "zz"})))) == 2


def test_broken_cursor_gets_a_page_in_words(browser: Browser) -> None:
    response = browser("wayan").get(LIST, {"sesudah": "bukan"})
    assert response.status_code == 422
    assert "cases.invalid" in soup(response).get_text()


def test_fifty_a_page_and_the_way_on(browser: Browser, open_case: OpenCase) -> None:
    for n in range(52):
        open_case(title=f"Kasus {n:02d}", clocks=due_in(n + 1))
    client = browser("wayan")
    page = soup(client.get(LIST))
    assert titles(page) == [f"Kasus {n:02d}" for n in range(50)]
    link = page.select_one("a[rel=next]")
    assert link is not None
    assert titles(soup(client.get(str(link["href"])))) == ["Kasus 50", "Kasus 51"]


def test_chosen_case_stands_beside_the_list(browser: Browser, open_case: OpenCase) -> None:
    case = open_case(title="Got mampet")
    client = browser("wayan")
    page = soup(client.get(LIST, {"berkas": case.number}))
    assert page.select_one(".pane-detail .case-number") is not None
    assert page.select_one(".work-row.is-open") is not None
    fragment = client.get(LIST, {"berkas": case.number}, headers={"HX-Request": "true"})
    assert "HX-Request" in fragment["Vary"]
    assert soup(fragment).select_one("html > body > #panes") is not None
    assert b"<!doctype" not in fragment.content


def test_foreign_number_beside_the_list_is_absent(browser: Browser, open_case: OpenCase) -> None:
    case = open_case(visibility="parties")
    assert browser("komang").get(LIST, {"berkas": case.number}).status_code == 404
    assert browser("komang").get(LIST, {"berkas": "L26-0000000-0"}).status_code == 404


def test_same_queries_for_one_row_and_for_fifty(
    browser: Browser, open_case: OpenCase, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser("sari")
    desk: dict[str, Any] = {"agency_id": "pupr", "holder_role": "sample.officer"}
    open_case(title="Kasus", **desk)
    client.get(LIST)
    with django_assert_max_num_queries(12) as one:
        client.get(LIST)
    for _ in range(49):
        open_case(title="Kasus", **desk)
    with django_assert_max_num_queries(12) as fifty:
        client.get(LIST)
    assert len(fifty) == len(one)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "promise paused"),
        (timedelta(hours=3), "due today"),
        (timedelta(minutes=-5), "late since today"),
        (timedelta(days=-3, hours=-1), "1 working day late"),
        (timedelta(days=2), "2 working days left"),
    ],
)
def test_time_left_in_words(due: timedelta | None, words: str, open_case: OpenCase) -> None:
    case = open_case()
    case.due_at = None if due is None else NOW + due
    with translation.override("en"):
        assert listing.time_left(case, now=NOW) == words


def test_other_views_are_counted_as_far_as_a_badge_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[cases.View, int] = {}

    def count(*, filters: cases.Filters, most: int, **_others: object) -> int:
        asked[filters.view] = most
        return 0

    monkeypatch.setattr(cases, "count", count)
    listing.work_list(actor=SYSTEM, filters=cases.Filters(view=cases.View.LATE), now=NOW)
    assert asked.pop(cases.View.LATE) == cases.COUNT_LIMIT
    assert set(asked.values()) == {BADGE_LIMIT}


def test_counting_ends() -> None:
    assert listing.counted(999).startswith("999 ")
    assert listing.counted(1000).startswith("1000 ")
    assert listing.counted(1000) != listing.counted(999).replace("999", "1000")
