"""Lines that break."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route


def cut(times: int) -> tuple[Callable[[Route], None], list[str]]:
    """A line that breaks: every second request is lost, half of those after it has arrived."""
    broken: list[str] = []

    def handle(route: Route) -> None:
        n = len(broken)
        if n >= times:
            route.continue_()
            return
        broken.append(route.request.method)
        if n % 2:
            route.fetch()  # it arrives; only the answer is lost
        route.abort("connectionreset")

    return handle, broken
