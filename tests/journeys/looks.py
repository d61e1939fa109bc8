"""A page under axe at three widths, in both themes and both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page

from tests.journeys.conftest import HERE, OpenContext
from tests.journeys.visitor import ALL, OF_COLOUR, Visitor, begin_looking, findings

Where = str | Callable[[Visitor], str]  # an address, or how one finds it
LANGUAGES = ("id", "en")
WIDTHS = (1280, 768, 360)
# A theme is its colours (css/tokens.css): the open page is turned dark, as the server's own
# attribute would, and nothing but its colours is judged again.
THEMES = (("light", ALL), ("dark", OF_COLOUR))
TURN = "name => { document.documentElement.dataset.theme = name }"


def look_at(open_context: OpenContext, path: Where, **options: Any) -> list[str]:
    """Open the page in both languages and themes, and gather what is wrong with it.

    The languages stand side by side: each has a process of its own, and both are looked at at once.
    """
    pages = {name: _open(open_context, path, language=name, **options) for name in LANGUAGES}
    found: list[str] = []
    for theme, rules in THEMES:
        for width in WIDTHS:
            for page in pages.values():
                page.evaluate(TURN, theme)
                page.set_viewport_size({"width": width, "height": 800})
                begin_looking(page, options=rules)
            for language, page in pages.items():
                found += [f"{theme} {language} {width} px: {one}" for one in _faults(page, width)]
    for page in pages.values():
        page.close()
    return found


def _open(open_context: OpenContext, path: Where, *, language: str, **options: Any) -> Page:
    # Without motion, for colours that fade into each other are judged half way.
    size = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **HERE}
    visitor = open_context(size, theme="light", language=language, is_traced=False, **options)
    where = path if isinstance(path, str) else path(visitor)
    visitor.page.goto(f"{visitor.origin}{where}")
    assert visitor.page.url == f"{visitor.origin}{where}", "somewhere else, to sign in perhaps"
    assert visitor.page.locator("html").get_attribute("lang") == language
    assert visitor.page.locator("html").get_attribute("data-theme") == "light"
    assert visitor.page.locator("h1").count() == 1
    visitor.watch.jumps(visitor.page)
    return visitor.page


def _faults(page: Page, width: int) -> Iterator[str]:
    """Axe's findings, and what sticks out."""
    yield from findings(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"the page is {wide} px wide"
