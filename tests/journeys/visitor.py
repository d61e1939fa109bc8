"""Somebody with a browser: acts by what can be read on the page, and is watched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from tests.journeys.watch import Watch

LEFT_MEANWHILE_MOST = 3
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
OF_COLOUR = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


_BEGIN = """options => {
  const idle = new Promise((go) => setTimeout(go));
  window.looking = idle.then(() => axe.run(options)).then(({violations}) => violations);
}"""


def begin_looking(page: Page, *, options: dict[str, Any] = ALL) -> None:
    """Let axe begin, and do not wait: other pages can be looked at meanwhile."""
    if not page.evaluate("'axe' in window"):  # half a megabyte, once per document
        page.evaluate(Axe().axe_script)
    page.evaluate(_BEGIN, options)


def findings(page: Page) -> list[str]:
    """What axe has found since `begin_looking`, one line each: rule, element, reason."""
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in page.evaluate("window.looking")
        for node in rule["nodes"]
    ]


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page."""
    begin_looking(page)
    return findings(page)


@dataclass
class Visitor:
    """A person at one page, who can use only what the page lets them read."""

    origin: str
    context: BrowserContext
    watch: Watch
    page: Page
    has_scripts: bool = True
    is_traced: bool = True
    looked_at: set[str] = field(default_factory=set)
    who: str = ""  # of the cast; empty for a stranger

    def goto(self, path: str) -> Page:
        """Open a page of the city by its address, and look at it."""
        self.page.goto(path if path.startswith("http") else f"{self.origin}{path}")
        self.look()
        return self.page

    def press(self, words: str | re.Pattern[str]) -> None:
        """Press the button or link that says exactly so, else one that has it in its words."""
        found = self._pressable(words, is_exact=True)
        (found if found.count() else self._pressable(words, is_exact=False)).first.click()
        self.look()

    def _pressable(self, words: str | re.Pattern[str], *, is_exact: bool) -> Locator:
        button = self.page.get_by_role("button", name=words, exact=is_exact)
        return button.or_(self.page.get_by_role("link", name=words, exact=is_exact))

    def fill(self, label: str, text: str) -> None:
        """Write into the field with that label."""
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str) -> None:
        """Choose the radio button, box or option that says so."""
        option: Locator = self.page.get_by_role("radio", name=label).or_(
            self.page.get_by_role("checkbox", name=label)
        )
        option.first.check(force=True)  # the card lies over its own box

    def select(self, label: str, option: str) -> None:
        """Choose an option of the select with that label."""
        self.page.get_by_label(label, exact=False).first.select_option(label=option)

    def attach(self, selector: str, *files: Path) -> None:
        """Give files to a file field."""
        self.page.locator(selector).first.set_input_files([str(file) for file in files])

    def sees(self, words: str | re.Pattern[str]) -> None:
        """The page says so."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def heading(self, words: str | re.Pattern[str]) -> None:
        """The page's own heading says so; scripts may have led here, so look at it."""
        expect(self.page.get_by_role("heading", level=1, name=words)).to_be_visible()
        self.look()

    def look(self) -> None:
        """Wait until the page stands; then axe and layout shift, once for each address."""
        for _ in range(LEFT_MEANWHILE_MOST):
            try:
                return self._look()
            except Error as error:  # a script went on to the next page while we looked
                if "navigation" not in str(error):
                    raise
        return None

    def _look(self) -> None:
        self.page.wait_for_load_state("load")
        where = self.page.url.split("?")[0].split("#")[0]
        if not self.has_scripts or where in self.looked_at:
            return
        self.watch.jumps(self.page)
        found = violations(self.page)
        self.looked_at.add(where)
        self.watch.problems += [f"axe {where} {text}" for text in found]

    def is_reflowed(self) -> bool:
        """Whether nothing sticks out sideways."""
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
        )
