"""Engines (`modules/*/control`): standard library and numpy, nothing else of ours."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from tests.architecture.tree import Source, imported, python

ENGINES = ("control",)
STREET = frozenset({"libsumo", "traci"})  # the simulated street, where it is installed


def foreign(source: Source) -> Iterator[str]:
    """Imports of an engine that are neither standard library nor numpy nor itself."""
    own = "sewaka." + ".".join(source.parts[:3])
    at_once = {node for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)}
    for node, name in imported(source):
        root = name.partition(".")[0]
        is_lazy_street = root in STREET and "sumo" in source.parts and node not in at_once
        is_own = name == own or name.startswith(f"{own}.")
        if not (root in sys.stdlib_module_names or root == "numpy" or is_own or is_lazy_street):
            yield source.at(node, f"an engine does not import {name}")


def engines() -> Iterator[Source]:
    """Their files, tests left out."""
    for source in python():
        parts = source.parts
        if parts[0] == "modules" and len(parts) > 3 and parts[2] in ENGINES:
            yield source


def test_engines_stand_alone() -> None:
    found = list(engines())
    assert found
    assert [words for source in found for words in foreign(source)] == []


def test_the_guard_bites() -> None:
    place = "src/sewaka/modules/traffic/control/sumo/street.py"
    lazy = "def drive() -> None:\n    import libsumo\n"
    assert list(foreign(Source(place, lazy))) == []
    for text in ("import libsumo\n", "import django\n", "from sewaka.kernel import clock\n"):
        assert len(list(foreign(Source(place, text)))) == 1
    assert len(list(foreign(Source(place.replace("sumo/", ""), lazy)))) == 1
