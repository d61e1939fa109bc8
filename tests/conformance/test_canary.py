"""A person with a known name, phone, mail and number goes through every service.

Afterwards everything is searched: pages as strangers see them, log lines, feeds, every row of every
table. What may be found is found only by those who may.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

import orjson
import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from sewaka.kernel import registry
from sewaka.kernel.registry import Audience
from tests.cast import Cast, banjars
from tests.conformance import plain
from tests.conformance.addresses import addresses, openapi
from tests.conformance.knocking import SAFE, body_of
from tests.conformance.plain import PlainBrowser
from tests.conformance.test_feeds import FEEDS, read
from tests.conformance.test_without_javascript import MOST_STEPS, SERVICES, is_receipt

NAME = "Kanaria Rahasia Sembunyi"
PHONE = "081299988877"
MAIL = "kanaria.rahasia@contoh.example"
NIK = "9971014101900042"
SONG = (NAME, "Kanaria Rahasia", PHONE, "+6281299988877", "81299988877", MAIL, NIK)


@pytest.fixture
def sung(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The canary has used every service of the city, without an account where that is possible."""
    banjars()
    for name in ("wayan", "sari", "agus", "dewi"):
        cast[name]
    monkeypatch.setattr(plain, "TYPED", {**plain.TYPED, "email": MAIL, "tel": PHONE})
    monkeypatch.setattr(plain, "NAMED", {**plain.NAMED, "name": NAME, "nik": NIK})
    for service in SERVICES:
        if service.audience is Audience.CITIZEN:
            walk(PlainBrowser(Client()), reverse(service.start_url))
    return cast


def walk(browser: PlainBrowser, url: str) -> None:
    """To the receipt, or as far as a stranger comes."""
    page = browser.open(url)
    for _ in range(MOST_STEPS):
        form = page.form
        if is_receipt(page) or form is None or "/akun/" in page.url:
            return
        page = browser.send(form, form.filled())


def heard(text: str) -> list[str]:
    """The notes of the song that stand in a text."""
    return [note for note in SONG if note.casefold() in text.casefold()]


def test_the_canary_has_sung(sung: Cast) -> None:
    """Else all that follows proves nothing: the name was typed, and it is kept sealed."""
    modules = {module.code for module in registry.modules()}
    kept = [
        model
        for model in apps.get_models()
        if model._meta.app_label in modules
        and any(hasattr(field, "key_class") for field in model._meta.local_fields)
        and model.objects.exists()  # type: ignore[attr-defined] # every model of ours has one
    ]
    assert kept != []
    open_words = [m for m in apps.get_models() if plain.WORDS in whole_table(m)]
    assert open_words != [], "the search would not find anything either"


def test_no_row_of_any_table_holds_it_in_the_clear(sung: Cast) -> None:
    found = [
        f"{model._meta.db_table}: {notes}"
        for model in apps.get_models(include_auto_created=True)
        if (notes := heard(whole_table(model)))
    ]
    assert found == []


def whole_table(model: type[models.Model]) -> str:
    """All rows as PostgreSQL would dump them."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [model._meta.db_table])
        if cursor.fetchone() == (None,):
            return ""
        cursor.execute("SELECT t::text FROM {} t".replace("{}", table))
        return "\n".join(row[0] for row in cursor.fetchall())


def test_no_stranger_reads_it_on_any_page(sung: Cast) -> None:
    found = []
    for address in addresses(api=openapi()):
        methods = address.methods or SAFE
        if address.parameters or "GET" not in methods:
            continue
        for who, client in (("stranger", Client()), ("ketut", sung["ketut"].client)):
            answer = client.get(address.path({}))
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR or address.key == "readyz"
            if notes := heard(body_of(answer).decode(errors="replace")):
                found.append(f"{address.key} as {who}: {notes}")
    assert found == []


def test_no_feed_carries_it(sung: Cast) -> None:
    rows = [row for feed in FEEDS for row in read(feed, limit=100)]
    assert heard(orjson.dumps(rows).decode()) == []


def test_no_log_line_tells_it(
    sung: Cast, cast: Cast, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        for service in SERVICES:
            browser = PlainBrowser(Client())
            browser.client.raise_request_exception = False
            walk(browser, reverse(service.start_url))
            browser.open(f"/tidak-ada/{PHONE}")
    printed = capfd.readouterr()
    said = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    told = said.replace(f"/tidak-ada/{PHONE}", "") + printed.out
    assert heard(told) == []
