"""A page under axe at three widths, in both themes and both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.journeys.conftest import HERE, OpenContext
from tests.journeys.visitor import ALL, OF_COLOUR, Visitor, violations

WIDTHS = (1280, 768, 360)
TURN = "name => { document.documentElement.dataset.theme = name }"


def faults(page: Page, *, options: dict[str, Any]) -> list[str]:
    """What is wrong with the page at each width: axe's findings, and what sticks out."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {text}" for text in violations(page, options=options)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{width} px: the page is {wide} px wide")
    return found


def look_at(
    open_context: OpenContext, path: str | Callable[[Visitor], str], **options: Any
) -> list[str]:
    """Open the page in both languages and themes, and gather what is wrong with it.

    A theme is its colours (css/tokens.css): the open page is turned dark, as the server's own
    attribute would, and nothing but its colours is judged again.
    """
    found = []
    for language in ("id", "en"):
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
        for theme, rules in (("light", ALL), ("dark", OF_COLOUR)):
            visitor.page.evaluate(TURN, theme)
            seen = faults(visitor.page, options=rules)
            found += [f"{theme} {language} {fault}" for fault in seen]
        visitor.page.close()
    return found
