"""SUMO's own programs as yardsticks: the net's plan, the same phases actuated, or delay-based."""

from __future__ import annotations

import gzip
from pathlib import Path
from xml.etree import ElementTree

from sewaka.modules.traffic.control.network import GREENS

PROGRAMS = {"fixed": "static", "actuated": "actuated", "delay_based": "delay_based"}
_SHORTEST_S, _LONGEST_S = 5, 50  # of a green phase


def with_program(*, net: Path, kind: str, folder: Path) -> Path:
    """The net with every program of that type, as a new file in the folder."""
    with gzip.open(net) if net.suffix == ".gz" else net.open("rb") as file:
        tree = ElementTree.parse(file)  # noqa: S314 - the operator's own file, read before
    for logic in tree.getroot().iter("tlLogic"):
        logic.set("type", PROGRAMS[kind])
        for phase in logic.iter("phase"):
            state = set(phase.get("state", ""))
            if state & GREENS and not state & set("yYu"):
                phase.set("minDur", str(_SHORTEST_S))
                phase.set("maxDur", str(_LONGEST_S))
    path = folder / f"{kind}.net.xml"
    tree.write(path, encoding="utf-8")
    return path
