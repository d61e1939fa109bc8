"""The base templates, the switches, the pages of trouble, and a checkout without built assets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client, RequestFactory

from sewaka.kernel.ui import assets, checks, errors

ROOT = Path(__file__).resolve().parents[5]


@pytest.fixture
def without_build(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if nothing had been built: only our own style sheets are found."""

    def address(name: str) -> str:
        return f"/static/{name}" if name.startswith("css/") else ""

    monkeypatch.setattr(assets, "_address", address)
    assets.forget()
    yield
    assets.forget()


def page_of(client: Client, path: str) -> BeautifulSoup:
    """The page as a tree."""
    return BeautifulSoup(client.get(path).content, "lxml")


def root_of(page: BeautifulSoup) -> Tag:
    """The <html> element."""
    (found,) = page.select("html")
    return found


def title_of(page: BeautifulSoup) -> str:
    """The words of the first heading."""
    return page.select("h1")[0].get_text()


def test_the_gallery_shows_all_28_components() -> None:
    page = page_of(Client(), "/gaya")
    assert [section["id"] for section in page.select(".shelf > section")] == [
        f"n{number}" for number in (1, 2, *range(4, 29))
    ]
    assert len(page.select("h1")) >= 1
    ids = [element["id"] for element in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("path", ["/gaya", "/luring"])
def test_no_style_and_no_script_stands_in_a_page(path: str) -> None:
    page = page_of(Client(), path)
    assert page.select("[style], style") == []
    assert [s for s in page.select("script") if not s.get("src")] == []
    handlers = [a for element in page.select("*") for a in element.attrs if a.startswith("on")]
    assert handlers == []


def test_language_and_theme_come_from_cookies() -> None:
    client = Client()
    assert root_of(page_of(client, "/gaya"))["lang"] == "id"
    assert not root_of(page_of(client, "/gaya")).has_attr("data-theme")
    client.cookies["django_language"], client.cookies["tampilan"] = "en", "dark"
    page = page_of(client, "/gaya")
    assert (root_of(page)["lang"], root_of(page)["data-theme"]) == ("en", "dark")
    assert title_of(page) == "The look"


def test_the_browsers_language_does_not_decide() -> None:
    response = Client(headers={"accept-language": "en"}).get("/gaya")
    assert response.headers["Content-Language"] == "id"
    assert "Cookie" in response.headers["Vary"]


def test_the_switch_goes_back_to_where_one_was() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/tampilan", {"language": "en", "theme": "dark", "next": "/gaya?x=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/gaya?x=1")
    assert answer.cookies["django_language"].value == "en"
    assert answer.cookies["tampilan"].value == "dark"
    auto = client.post("/tampilan", {"theme": "auto"})
    assert auto.cookies["tampilan"]["max-age"] == 0


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_switch_never_leads_away(evil: str) -> None:
    assert Client().post("/tampilan", {"next": evil}).headers["Location"] == "/"


def test_the_switch_refuses_unknown_values() -> None:
    answer = Client().post("/tampilan", {"language": "xx", "theme": "<b>"})
    assert list(answer.cookies) == []


def test_absent_pages_answer_in_both_languages_without_a_database() -> None:
    response = Client().get("/tidak-ada")
    page = BeautifulSoup(response.content, "lxml")
    assert response.status_code == 404
    assert [section["lang"] for section in page.select("section")] == ["id", "en"]
    assert title_of(page) == "Halaman ini tidak ada"


def test_busy_says_when_to_come_back() -> None:
    response = errors.busy(RequestFactory().get("/"), retry_after_s=120)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "120")


def test_a_broken_page_keeps_nothing() -> None:
    response = errors.broken(RequestFactory().get("/"))
    assert (response.status_code, response.headers["Cache-Control"]) == (500, "no-store")


@pytest.mark.usefixtures("without_build")
def test_a_checkout_without_assets_is_styled_by_our_sources() -> None:
    page = page_of(Client(), "/gaya")
    sheets = [link["href"] for link in page.select("link[rel=stylesheet]")]
    parts = ("tokens", "base", "forms", "components", "weighing", "pages", "print")
    assert sheets == [f"/static/css/{part}.css" for part in parts]
    assert page.select("script[src]") == []
    assert page.select("link[rel=preload]") == []


@pytest.mark.usefixtures("without_build")
def test_missing_assets_are_a_warning_and_never_an_error() -> None:
    found = checks.check_assets_are_built()
    assert [(warning.id, warning.level) for warning in found] == [("sewaka.W010", 30)]


def test_the_sources_that_stand_in_exist() -> None:
    names = assets.SOURCES["style.css"]
    assert all((ROOT / "frontend" / "src" / name).is_file() for name in names)
