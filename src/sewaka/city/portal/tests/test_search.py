"""The one search box, as a page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

pytestmark = pytest.mark.django_db


def page(client: Client, words: str) -> BeautifulSoup:
    answer = client.get("/cari", {"q": words.encode(errors="surrogatepass")})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def test_an_empty_question_shows_the_box_alone(client: Client) -> None:
    found = page(client, "")
    assert found.select_one("input#q, input[name=q]") is not None
    assert found.select("main .service") == []


def test_a_service_is_found_by_its_name(client: Client) -> None:
    links = [link["href"] for link in page(client, "lapor").select("main a.service")]
    assert "/lapor" in links


def test_nothing_found_says_what_to_do_next(client: Client) -> None:
    found = page(client, "qxzzy tidak mungkin ada")
    assert found.select("main a.service") == []
    main = found.select_one("main")
    assert main is not None
    assert "Coba kata yang lebih sedikit" in main.get_text()


def test_hostile_words_are_only_words(client: Client, hostile_text: str) -> None:
    assert page(client, hostile_text).select("main script") == []
