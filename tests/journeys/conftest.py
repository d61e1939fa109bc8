"""The browser harness: one city, one browser, contexts for every kind of reader.

Needs the system's Chromium (`SEWAKA_CHROMIUM` or on the path); without one the journeys are
skipped with a hint. Nothing is ever downloaded. On failure a trace, a picture and the server's log
lie under `var/e2e/<test>/`.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.journeys import server
from tests.journeys.server import City
from tests.journeys.visitor import Visitor
from tests.journeys.watch import Watch

# Chromium heeds only the last such list, so Playwright's own stands here too. The last two are what
# opens under an address bar that nobody sees: a process and most of a second for each context.
_FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
    "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    f"--disable-features={','.join(_FEATURES_OFF)}",
]  # fmt: skip
HERE = {"locale": "id-ID", "timezone_id": "Asia/Makassar"}
DENPASAR = {"latitude": -8.6364, "longitude": 115.2166, "accuracy": 12}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True,
    "has_touch": True, "geolocation": DENPASAR, "permissions": ["geolocation"], **HERE,
}  # fmt: skip
STAFF: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, **HERE}
CONTROL_ROOM: dict[str, Any] = {
    "viewport": {"width": 1920, "height": 1080}, "color_scheme": "dark", **HERE,
}  # fmt: skip

OpenContext = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures know whether the test itself failed."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


_FAILED = pytest.StashKey[bool]()
_SIGNED_IN_FOR_S = 15 * 60.0  # sessions of officers end after thirty idle minutes


def chromium() -> str:
    """The system's Chromium; skips the test where there is none."""
    given = os.environ.get("SEWAKA_CHROMIUM", "")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = given or next((path for name in names if (path := shutil.which(name))), "")
    if not found:
        pytest.skip("install chromium to run the journeys")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver; it steers, it brings no browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all contexts."""
    opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def city() -> Iterator[City]:
    """The city under test, opened once. A run that is told to end takes it along."""
    chromium()
    with server.ended_politely():
        opened = server.whole_city()
        try:
            yield opened
        finally:
            server.close(opened)


@pytest.fixture(scope="session")
def bare(city: City) -> Iterator[City]:
    """The same city as a checkout without built assets serves it."""
    opened = server.bare_city(city)
    yield opened
    opened.stop()


class Cookies:
    """Session cookies of the cast: `cookies("made")` gives name and value.

    Everybody is entered when the first is asked for, and again when that is long ago or a test
    has ended a session, which would leave the tests after it before the sign-in page.
    """

    def __init__(self, city: City) -> None:
        self.city = city
        self.known: dict[str, dict[str, str]] = {}
        self.signed_in_s = -_SIGNED_IN_FOR_S

    def __call__(self, name: str) -> dict[str, str]:
        """Cookies with which that person is signed in."""
        if time.monotonic() - self.signed_in_s >= _SIGNED_IN_FOR_S:
            printed = self.city.run("-m", "tests.journeys.cast_on_server")
            self.known.update(json.loads(printed.splitlines()[-1]))
            self.signed_in_s = time.monotonic()
        return self.known[name]

    def forget(self) -> None:
        """Enter everybody anew when the next is asked for."""
        self.signed_in_s = -_SIGNED_IN_FOR_S

    def look_after(self, visitor: Visitor) -> None:
        """Renew them all when this visitor signed out or was given another session."""
        has = {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}
        if any(has.get(key) != value for key, value in self.known.get(visitor.who, {}).items()):
            self.forget()


@pytest.fixture(scope="session")
def cookies_of(city: City) -> Cookies:
    """Session cookies of a person of the cast."""
    return Cookies(city)


def _as_cookies(chosen: dict[str, str], *, at: City) -> list[Any]:
    return [{"name": k, "value": v, "url": at.origin} for k, v in chosen.items() if v]


def _watched(context: BrowserContext, city: City, *, has_scripts: bool, is_traced: bool) -> Visitor:
    if is_traced:
        context.tracing.start(screenshots=True, snapshots=True)
    watch = Watch(origins=(city.origin, city.live_origin))
    watch.over(context)
    return Visitor(city.origin, context, watch, context.new_page(), has_scripts, is_traced)


@pytest.fixture
def open_context(
    browser: Browser,
    city: City,
    cookies_of: Cookies,
    request: pytest.FixtureRequest,
) -> Iterator[OpenContext]:
    """Opens watched browsers: `open_context(PHONE, who="made", theme="dark", language="en")`.

    `scripts=False` is a phone without JavaScript; `is_traced=False` records nothing on the way,
    which saves an eighth of the work; `at` is another city (see `bare`); anything else goes to
    Playwright's `new_context`. At the end of the test nothing may have gone wrong.
    """
    opened: list[Visitor] = []

    def open_one(
        kind: dict[str, Any] = PHONE,
        *,
        who: str = "",
        scripts: bool = True,
        is_traced: bool = True,
        theme: str = "",
        language: str = "",
        at: City = city,
        **options: Any,
    ) -> Visitor:
        chosen = {"tampilan": theme, "django_language": language}
        chosen |= cookies_of(who) if who else {}
        context = browser.new_context(**{**kind, "java_script_enabled": scripts, **options})
        context.add_cookies(_as_cookies(chosen, at=at))
        visitor = _watched(context, at, has_scripts=scripts, is_traced=is_traced)
        visitor.who = who
        opened.append(visitor)
        return visitor

    yield open_one
    problems = [problem for visitor in opened for problem in visitor.watch.problems]
    if problems or request.node.stash.get(_FAILED, False):
        _keep_evidence(request.node, opened, city)
    _close(opened, cookies_of)
    assert problems == []


def _close(opened: list[Visitor], cookies_of: Cookies) -> None:
    for visitor in opened:
        cookies_of.look_after(visitor)
        visitor.context.close()


@pytest.fixture
def phone(open_context: OpenContext) -> Visitor:
    """A stranger with a cheap phone."""
    return open_context(PHONE)


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def any_phone(open_context: OpenContext, request: pytest.FixtureRequest) -> Visitor:
    """The same journey twice: with JavaScript and without."""
    return open_context(PHONE, scripts=request.param)


@pytest.fixture
def passkeys() -> Callable[[Visitor], Any]:
    """Gives a visitor's page an authenticator that always agrees; returns its CDP session."""

    def add(visitor: Visitor) -> Any:
        session = visitor.context.new_cdp_session(visitor.page)
        session.send("WebAuthn.enable")
        session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                    "hasUserVerification": True, "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )  # fmt: skip
        return session

    return add


def wait_for_worker(page: Page) -> None:
    """Until a service worker steers the page."""
    until(page, "navigator.serviceWorker.controller !== null")


def until(page: Page, expression: str, *, within_ms: int = 15_000) -> None:
    """Until the expression is true in the page.

    Playwright's own `wait_for_function` asks again by `eval`, which our policy refuses.
    """
    for _ in range(within_ms // 100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def _keep_evidence(node: pytest.Item, visitors: list[Visitor], city: City) -> None:
    folder = server.LOGS / node.name.replace("/", "_")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, visitor in enumerate(visitors, start=1):
        context: BrowserContext = visitor.context
        if visitor.is_traced:
            context.tracing.stop(path=folder / f"trace-{number}.zip")
        for at, page in enumerate(context.pages, start=1):
            page.screenshot(path=folder / f"page-{number}-{at}.png", full_page=True)
    shutil.copy(city.log, folder / "city.log")
