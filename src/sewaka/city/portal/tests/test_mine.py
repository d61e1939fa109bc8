"""`/saya`: one's own cases, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sewaka.platform.cases.tests.conftest import (
    NOW,
    Cast,
    OpenCase,
    _sample_module,
    cast,
    open_case,
)
from sewaka.platform.people.models import Person
from tests.cast import signed_in

__all__ = ["_sample_module", "cast", "open_case"]
pytestmark = pytest.mark.django_db


def titles(response: Any) -> list[str]:
    page = BeautifulSoup(response.content, "lxml")
    return [found.get_text(strip=True) for found in page.select(".case-title")]


def browser(cast: Cast, name: str) -> Client:
    return signed_in(Person.objects.get(pk=str(getattr(cast, name).person_id)))


def test_my_own_newest_first_whatever_their_visibility(cast: Cast, open_case: OpenCase) -> None:
    open_case(title="Got mampet")
    later = NOW + timedelta(hours=1)
    open_case(title="Pungutan liar", visibility="secret", now=later, clocks=())
    open_case(title="Milik Ketut", applicant_id=cast.ketut.person_id)
    response = browser(cast, "made").get("/saya")
    assert titles(response) == ["Pungutan liar", "Got mampet"]
    assert response["Cache-Control"] == "no-store"


def test_nothing_sent_yet_says_what_to_do(cast: Cast) -> None:
    page = BeautifulSoup(browser(cast, "ketut").get("/saya").content, "lxml")
    assert page.select_one(".empty") is not None


def test_stranger_is_shown_the_ways(cast: Cast, open_case: OpenCase) -> None:
    open_case()
    response = Client().get("/saya")
    assert (response.status_code, titles(response)) == (200, [])
    page = BeautifulSoup(response.content, "lxml")
    assert page.select_one(".form-do a[href='/akun/masuk']") is not None


@pytest.mark.parametrize(
    ("page", "first"), [("", "24"), ("2", "04"), ("x", "24"), ("-1", "24"), ("9" * 30, "24")]
)
def test_pages(page: str, first: str, cast: Cast, open_case: OpenCase) -> None:
    for n in range(25):
        open_case(title=f"{n:02d}", now=NOW + timedelta(minutes=n), clocks=())
    shown = titles(browser(cast, "made").get("/saya", {"hal": page}))
    assert shown[0] == first
    assert len(shown) == (5 if page == "2" else 20)


def test_same_queries_for_one_and_for_twenty(
    cast: Cast, open_case: OpenCase, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(cast, "made")
    open_case()
    client.get("/saya")
    with django_assert_max_num_queries(12) as one:
        client.get("/saya")
    for _ in range(19):
        open_case()
    with django_assert_max_num_queries(12) as twenty:
        client.get("/saya")
    assert len(twenty) == len(one)
