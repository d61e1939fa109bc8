"""The city on the home screen: installable, photos shared into it, news on the phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, expect

from tests.journeys.conftest import FLAGS, PHONE, OpenContext, chromium, until, wait_for_worker
from tests.journeys.server import City
from tests.journeys.test_offline import ready_for_no_signal, two_photos

__all__ = ["two_photos"]  # a fixture of the neighbour

SHARE = """async ([action, count]) => {
  const form = document.createElement("form");
  Object.assign(form, { action, method: "post", enctype: "multipart/form-data" });
  const input = document.createElement("input");
  Object.assign(input, { type: "file", name: "foto", multiple: true });
  const bag = new DataTransfer();
  for (let n = 0; n < count; n += 1) {
    const canvas = new OffscreenCanvas(320, 240);
    canvas.getContext("2d").fillRect(n * 10, 0, 100, 100);
    const type = "image/jpeg";
    bag.items.add(new File([await canvas.convertToBlob({ type })], `${n}.jpg`, { type }));
  }
  input.files = bag.files;
  form.append(input);
  document.body.append(form);
  form.submit();
}"""
TOLD = {
    "title": "Sewaka Denpasar", "body": "Ada kabar tentang L26-7K3QX9M-4.", "tag": "L26-7K3QX9M-4",
    "url": "/l/L26-7K3QX9M-4", "number": "L26-7K3QX9M-4", "lang": "id",
}  # fmt: skip


@pytest.fixture
def lasting(playwright: Playwright, city: City, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a profile on disk: only such a one can install and be told things."""
    kept = {name: PHONE[name] for name in ("viewport", "locale", "timezone_id")}
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium(), args=[*FLAGS, "--headless=new"], **kept
    )
    context.grant_permissions(["notifications"], origin=city.origin)
    yield context
    context.close()


def opened(context: BrowserContext, city: City) -> tuple[Page, CDPSession]:
    """The home page under its worker, and the browser's own interface to it."""
    page = context.pages[0]
    session = context.new_cdp_session(page)
    page.goto(f"{city.origin}/")
    wait_for_worker(page)
    return page, session


def test_nothing_is_in_the_way_of_installing(lasting: BrowserContext, city: City) -> None:
    _page, session = opened(lasting, city)
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    told = json.loads(manifest["data"])
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert [one["url"] for one in told["shortcuts"]] == ["/lapor", "/lacak", "/dasbor/laporan"]


def test_news_arrive_on_the_phone_and_lead_to_the_report(
    lasting: BrowserContext, city: City
) -> None:
    page, session = opened(lasting, city)
    registrations: list[Any] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": city.origin,
            "registrationId": registrations[-1]["registrationId"],
            "data": json.dumps(TOLD),
        },
    )
    shown = "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
    until(page, f"{shown}.then((all) => all.length === 1)")
    told = page.evaluate(f"{shown}.then(([one]) => [one.title, one.body, one.tag, one.data.url])")
    assert told == [TOLD["title"], TOLD["body"], TOLD["tag"], TOLD["url"]]


@pytest.mark.parametrize("has_signal", [True, False], ids=["with a signal", "without"])
def test_photos_that_another_app_shares_become_a_draft(
    open_context: OpenContext, *, has_signal: bool
) -> None:
    made = open_context(PHONE)
    ready_for_no_signal(made)
    made.context.set_offline(not has_signal)
    made.page.evaluate(SHARE, ["/lapor/bagikan", 2])
    made.heading("Foto masalahnya")
    expect(made.page.locator(".thumb-sent")).to_have_count(2)
    assert "draf=" in made.page.url


def test_shared_photos_without_a_worker_reach_the_server(open_context: OpenContext) -> None:
    made = open_context(PHONE, service_workers="block")
    made.watch.allow("Service Worker registration blocked")
    made.goto("/lacak")
    made.page.evaluate(SHARE, ["/lapor/bagikan", 1])
    made.heading("Foto masalahnya")
    expect(made.page.locator(".thumb")).to_have_count(1)
    assert made.page.url.endswith("/lapor/foto")


def test_news_are_offered_on_the_receipt_and_nowhere_before(
    open_context: OpenContext, two_photos: list[Path]
) -> None:
    made = open_context({**PHONE, "permissions": ["geolocation", "notifications"]})
    made.goto("/lapor")
    made.attach("input[type=file] >> nth=0", two_photos[0])
    expect(made.page.locator(".thumb-sent")).to_have_count(1)
    expect(made.page.get_by_text("Kabari saya di ponsel ini")).to_have_count(0)
    made.press("Lanjut")
    made.heading("Di mana?")
    made.select("Desa atau kelurahan", "Sesetan")
    made.press("Lanjut")
    made.heading("Apa masalahnya?")
    made.choose("Sampah liar")
    made.press("Lanjut")
    made.heading("Periksa dan kirim")
    made.press("Kirim laporan")
    made.heading("Laporan Anda sudah kami terima")
    made.sees("Kabari saya di ponsel ini")
