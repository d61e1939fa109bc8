"""One parameter set for every network: the engine's code names none of them."""

from __future__ import annotations

import re
from pathlib import Path

from sewaka.modules.traffic import control

NETS = re.compile(r"cologne|ingolstadt|arterial\d|grid\d|GS_cluster|gneJ\d", re.IGNORECASE)


def test_the_engine_names_no_net_and_no_junction() -> None:
    folder = Path(control.__file__).parent
    found = [path.name for path in folder.rglob("*.py") if NETS.search(path.read_text("utf-8"))]
    assert found == []
    assert NETS.search("if net == 'Cologne3': return 7")
