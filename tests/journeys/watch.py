"""What fails a journey by itself: script errors, policy violations, strangers, faults, jumps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

FAULT = 500
REFUSAL = 400
JUMP_MOST = 0.05  # cumulative layout shift of a citizen's page
ONLY_IN_THE_PAGE = ("data:", "blob:", "about:", "chrome-extension:")

# Runs before any script of the page, whatever the policy says.
PROBES = """
addEventListener('securitypolicyviolation', (e) =>
  reportViolation(`${e.effectiveDirective} ${e.blockedURI}`));
window.jumped = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumped += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""


@dataclass
class Watch:
    """Collects what went wrong in one browser context; `problems` must be empty at its end."""

    origins: tuple[str, ...]
    problems: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    allowed: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of the context."""
        context.expose_binding("reportViolation", self._violation)
        context.add_init_script(PROBES)
        context.on("request", lambda request: self._request(request.url))
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Within the block these answers are what the test wants."""
        before = set(self.expected)
        self.expected |= set(statuses)
        yield
        self.expected = before

    def allow(self, pattern: str) -> None:
        """A console message that this test brings about on purpose."""
        self.allowed.append(pattern)

    def jumps(self, page: Page, *, most: float = JUMP_MOST) -> None:
        """Note when the page moved under the reader."""
        jumped = page.evaluate("window.jumped ?? 0")
        if jumped > most:
            self.problems.append(f"{page.url} moved by {jumped:.3f}")

    def _violation(self, source: dict[str, Any], text: str) -> None:
        self.problems.append(f"policy: {text} at {source['page'].url}")

    def _request(self, url: str) -> None:
        if not url.startswith((*self.origins, *ONLY_IN_THE_PAGE)):
            self.problems.append(f"stranger: {url}")

    def _response(self, response: Response) -> None:
        status = response.status
        if status >= REFUSAL and status not in self.expected:
            self.problems.append(f"{status} {response.request.method} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        text = message.text
        if message.type != "error" or text.startswith("Failed to load resource"):
            return  # Chromium repeats each refused answer; `_response` judges those
        if not any(re.search(pattern, text) for pattern in self.allowed):
            self.problems.append(f"console: {text}")
