"""Pages of `notify`."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import fixtures

from sewaka.platform.notify import api, queries
from sewaka.platform.notify.models import Preference
from tests.cast import NOW, Player

INBOX = "/saya/kabar"


@pytest.fixture
def told(made: Player) -> Player:
    """Made, to whom the city told one thing."""
    api.define(code="a.b", words={"id": ("Jalan <b> sudah mulus", "Terima kasih.")}, now=NOW)
    api.send(template="a.b", to=made.person, facts={}, url="/l/x", now=NOW)
    return made


def test_one_reads_ones_own_news_and_nobody_elses(told: Player, ketut: Player) -> None:
    page = BeautifulSoup(told.client.get(INBOX).content, "lxml")
    (link,) = page.select("article h2 a")
    assert (link.get_text(), link["href"]) == ("Jalan <b> sudah mulus", "/l/x")
    other = BeautifulSoup(ketut.client.get(INBOX).content, "lxml")
    assert other.select("article") == []


def test_marking_all_as_read(told: Player) -> None:
    response = told.client.post(INBOX)
    assert (response.status_code, response.headers["Location"]) == (302, INBOX)
    assert queries.unread(actor=told.actor) == 0
    page = BeautifulSoup(told.client.get(INBOX).content, "lxml")
    assert page.select("main form") == []


def test_strangers_sign_in_first(client: Client, db: None) -> None:
    for name in ("notify_inbox", "notify_preferences", "notify_outgoing"):
        response = client.get(reverse(name))
        assert response.headers["Location"].split("?")[0] == reverse("account_login")


def test_choosing_no_mail(made: Player) -> None:
    made.client.post(reverse("notify_preferences"), {})
    assert Preference.objects.get().by_mail is False
    made.client.post(reverse("notify_preferences"), {"by_mail": "on"})
    assert Preference.objects.get().by_mail is True


def test_outgoing_mail_is_shown_to_officers_of_the_demo_city_only(
    told: Player, admin: Player, settings: fixtures.Settings
) -> None:
    url = reverse("notify_outgoing")
    assert admin.client.get(url).status_code == 404
    settings.SEWAKA_MODE = "demo"
    assert told.client.get(url).status_code == 404
    page = BeautifulSoup(admin.client.get(url).content, "lxml")
    assert [h.get_text() for h in page.select("article h2")] == ["Jalan <b> sudah mulus"]
    assert "made@contoh.example" in page.get_text()


def test_the_inbox_costs_the_same_at_one_and_at_fifty(
    told: Player, django_assert_max_num_queries: fixtures.DjangoAssertNumQueries
) -> None:
    for _ in range(49):
        api.send(template="a.b", to=told.person, facts={}, now=NOW)
    client = told.client
    with django_assert_max_num_queries(6):
        client.get(INBOX)
