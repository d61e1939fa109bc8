"""Every service from its start page to the receipt, with plain forms; and what bad input gets.

At each step, before the right answers: nothing at all, every hostile text in every field, a line
of 10,000 letters. Each gets a page of the same form, never an error of ours, and what was written
is kept.
"""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from bs4 import Tag
from django.urls import reverse

from sewaka.kernel import registry
from sewaka.kernel.registry import Audience, Service
from tests.cast import Cast, banjars
from tests.conformance.plain import Form, Page, PlainBrowser
from tests.hostile import TEXTS

SERVICES = [s for module in registry.modules() for s in module.services]
NUMBER = re.compile(r"\b[A-Z]\d\d-[0-9A-Z]{7}-[0-9A-Z]\b")
MOST_STEPS = 12
POLITE = (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY)
each = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)


@pytest.fixture
def browser(cast: Cast) -> PlainBrowser:
    """Made's phone without JavaScript; the offices are there."""
    banjars()
    for name in ("wayan", "sari", "dewi"):
        cast[name]
    return PlainBrowser(cast["made"].client)


def start(browser: PlainBrowser, service: Service) -> Page:
    """The start page."""
    page = browser.open(reverse(service.start_url))
    assert page.status == HTTPStatus.OK
    return page


def is_receipt(page: Page) -> bool:
    """Whether the page shows the number that the city gave."""
    return bool(NUMBER.search(page.words)) and page.status == HTTPStatus.OK


@each
def test_leads_to_a_receipt(service: Service, browser: PlainBrowser) -> None:
    page = start(browser, service)
    if service.audience is not Audience.CITIZEN or page.form is None:
        return  # something to read: reading it was the service
    for _ in range(MOST_STEPS):
        form = page.form
        if is_receipt(page) or form is None:
            break
        page = browser.send(form, form.filled())
        assert page.status == HTTPStatus.OK, f"{page.url}: {page.words[:400]}"
    assert is_receipt(page), f"no receipt after {MOST_STEPS} steps: {page.url}"


@each
def test_bad_input_gets_the_page_again(service: Service, browser: PlainBrowser) -> None:
    page = start(browser, service)
    for _ in range(MOST_STEPS):
        form = page.form
        if is_receipt(page) or form is None:
            break
        bother(browser, form)
        page = browser.send(form, form.filled())


def bother(browser: PlainBrowser, form: Form) -> None:
    """Everything bad that people and machines send to one form."""
    bad = [form.blank() | dict.fromkeys(form.texts(), text) for text in TEXTS.values()]
    for answers in (form.blank(), *bad):
        page = browser.send_bytes(form, answers)
        assert page.status in (*POLITE, HTTPStatus.BAD_REQUEST), f"{page.url} {page.status}"
        assert "alert(1)</script>" not in str(page.soup.select_one("main"))
    for name in form.texts():
        keeps(browser, form, name)


def keeps(browser: PlainBrowser, form: Form, name: str) -> None:
    """A form that is refused still holds what was written in the field."""
    written = "Warung Bu Tes nomor 7"
    page = browser.send_bytes(form, form.blank() | {name: written})
    if page.status != HTTPStatus.UNPROCESSABLE_ENTITY:
        return
    again = page.soup.select_one(f'main [name="{name}"]')
    assert isinstance(again, Tag), f"{page.url}: the field {name} is gone"
    shown = again.get_text() if again.name == "textarea" else again.get("value")
    assert str(shown).strip() == written, f"{page.url}: {name} was not kept"
