"""Every module's demo: fills an empty city, does nothing the second time, shows every state."""

from __future__ import annotations

import importlib
from importlib.util import find_spec

import pytest

from sewaka.city.demo import hamlets, people
from sewaka.kernel import registry
from sewaka.kernel.registry import Module
from sewaka.platform.cases.models import Case, CaseEntry
from tests.cast import NOW

MODULES = [module for module in registry.modules() if module.demo is not None]


def make_small(module: Module, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module with a large demo says in `tests/scenes.py` how it is made small."""
    path = f"sewaka.modules.{module.code}.tests.scenes"
    if find_spec(path) is not None:
        hook = getattr(importlib.import_module(path), "small_demo", None)
        if hook is not None:
            hook(monkeypatch)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.code)
def test_fills_an_empty_city_once(
    module: Module, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hamlets.enter(now=NOW)
    people.enter(now=NOW)
    make_small(module, monkeypatch)
    assert module.demo is not None
    told: list[tuple[int, int]] = []
    module.demo(now=NOW, progress=lambda done, total: told.append((done, total)))
    first = Case.objects.filter(module=module.code).count()
    assert (first > 0) is bool(module.workflows)  # who opens cases shows some
    assert told[-1][0] == told[-1][1]
    module.demo(now=NOW, progress=lambda _done, _total: None)
    assert Case.objects.filter(module=module.code).count() == first
    entries = CaseEntry.objects.filter(case__module=module.code)
    shown = set(entries.values_list("case__workflow", "to_state"))  # at some time
    wanted = {(flow.code, state.code) for flow in module.workflows for state in flow.states}
    assert wanted - shown == set()
