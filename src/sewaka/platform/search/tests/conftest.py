"""A city with one sample module and nothing indexed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from sewaka.kernel import registry


@pytest.fixture(autouse=True)
def _sample_module(settings: Settings) -> Iterator[None]:
    settings.SEWAKA_MODULES = ["sewaka.platform.search.tests.sample"]
    _forget()
    yield
    _forget()


def _forget() -> None:
    for cached in (registry.modules, registry.workflow, registry.roles):
        cached.cache_clear()
