"""The front door on a cheap phone: first visit, language, theme, no signal, no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Response, expect

from tests.journeys.conftest import PHONE, OpenContext, until, wait_for_worker
from tests.journeys.server import City
from tests.journeys.visitor import Visitor

FIRST_VISIT_BYTES, FIRST_VISIT_REQUESTS = 90 * 1024, 10
PAGES = ["/", "/layanan", "/privasi"]


def test_the_first_visit_is_small(open_context: OpenContext) -> None:
    visitor = open_context(PHONE, service_workers="block")
    answers: list[Response] = []
    visitor.watch.allow("Service Worker registration blocked")
    visitor.page.on("response", lambda answer: _keep(answer, answers))
    visitor.page.goto(f"{visitor.origin}/")
    visitor.page.wait_for_load_state("networkidle")
    sizes = {
        a.url: sum(a.request.sizes()[k] for k in ("responseBodySize", "responseHeadersSize"))
        for a in answers
    }
    assert len(answers) <= FIRST_VISIT_REQUESTS, sorted(sizes)
    assert sum(sizes.values()) <= FIRST_VISIT_BYTES, sizes


def _keep(answer: Response, answers: list[Response]) -> None:
    answers.append(answer)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_the_front_door(
    open_context: OpenContext, path: str, width: int, theme: str
) -> None:
    for language in ("id", "en"):
        visitor = open_context(
            {**PHONE, "viewport": {"width": width, "height": 800}}, theme=theme, language=language
        )
        visitor.goto(path)
        assert visitor.is_reflowed()
        assert visitor.page.locator("h1").count() == 1


def test_the_language_changes_and_the_address_stays(any_phone: Visitor) -> None:
    page = any_phone.goto("/layanan")
    any_phone.heading("Layanan")
    any_phone.press("EN")
    any_phone.heading("Services")
    assert page.url == f"{any_phone.origin}/layanan"
    assert page.locator("html").get_attribute("lang") == "en"
    any_phone.press("ID")
    any_phone.heading("Layanan")


def test_the_theme_is_chosen_and_kept(any_phone: Visitor) -> None:
    page = any_phone.goto("/privasi")
    assert page.locator("html").get_attribute("data-theme") is None
    any_phone.press("Gelap")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    any_phone.goto("/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_page_that_is_not_there(any_phone: Visitor) -> None:
    with any_phone.watch.expecting(404):
        any_phone.goto("/tidak-ada")
    any_phone.heading("Halaman ini tidak ada")


def test_without_a_signal_home_stands_and_the_rest_says_so(phone: Visitor) -> None:
    page = phone.goto("/")
    wait_for_worker(page)
    phone.watch.allow("net::ERR|Failed to fetch")
    phone.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text("Lingkungan Anda perlu apa?")
    expect(page.locator("[data-offline-strip]")).to_be_visible()
    page.goto(f"{phone.origin}/privasi")
    phone.heading("Tanpa sinyal")
    phone.context.set_offline(False)
    page.goto(f"{phone.origin}/")
    expect(page.locator("[data-offline-strip]")).to_be_hidden()


def test_kept_pages_follow_the_language(phone: Visitor) -> None:
    page = phone.goto("/")
    wait_for_worker(page)
    phone.watch.allow("net::ERR|Failed to fetch")
    phone.press("EN")
    expect(page.locator("h1")).to_have_text("What does your neighbourhood need?")
    until(page, "(async () => (await (await caches.open('pages-en')).keys()).length >= 3)()")
    phone.context.set_offline(True)
    page.goto(f"{phone.origin}/layanan")
    phone.heading("Services")
    phone.context.set_offline(False)


@pytest.mark.parametrize("path", PAGES)
def test_a_checkout_without_assets(open_context: OpenContext, bare: City, path: str) -> None:
    visitor = open_context(PHONE, at=bare)
    page = visitor.goto(path)
    assert page.locator("script[src]").count() == 0
    assert page.locator("link[rel=stylesheet]").count() == 7
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(250, 247, 242)"
