"""A city in which every module has cases (a pytest plugin).

A module says in its `tests/scenes.py` how many come to be: `CROWD(cast, count)`.
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec

import pytest
import time_machine

from sewaka.kernel import registry, remembered
from tests.cast import NOW, Cast

COUNT = 9


def crowd(cast: Cast, count: int) -> None:
    """More cases of every module."""
    for module in registry.modules():
        path = f"sewaka.modules.{module.code}.tests.scenes"
        if find_spec(path) is not None:
            importlib.import_module(path).CROWD(cast, count)


@pytest.fixture(scope="module")
def crowded_city(kept_database: None) -> None:
    """Nine cases of every module, entered once for all tests of a file."""
    remembered.forget_all()
    with time_machine.travel(NOW, tick=True):
        crowd(Cast(entered={}), COUNT)


@pytest.fixture
def crowded(crowded_city: None, db: None) -> None:
    """The crowded city, in a test that takes back its own."""
