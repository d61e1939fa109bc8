"""A city for each drill."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.drills.city import City, clear, new_home

Tell = Callable[[str], None]


@pytest.fixture
def city() -> Iterator[City]:
    """A running city without demo people; it must leave nothing behind."""
    made = City(home=new_home())
    try:
        made.start()
        yield made
        left = made.stop()
        assert left == [], "processes were left behind"
    finally:
        made.stop()
        clear(made.home)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Print a line of the drill's report, whatever pytest captures."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def say(words: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n  {request.node.name}: {words}", flush=True)  # noqa: T201 - that is what it is for

    return say
