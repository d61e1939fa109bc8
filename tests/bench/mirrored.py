"""The same demand the other way round: who drove from A to B drives from B to A.

    python -m tests.bench.mirrored --net N.net.xml --route R.rou.xml --to FOLDER/R.rou.xml

A trip is turned if one drives back on both of its ends and there is a way; the others stay.
SUMO finds the ways. Nothing of the nets of others belongs into the repository: write elsewhere.
"""

from __future__ import annotations

import argparse
import gzip
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

Ways = Mapping[str, set[str]]
_PLACES = ("departLane", "departPos", "arrivalLane", "arrivalPos", "arrival")  # of the old way


def turned(*, net: Path, route: Path, to: Path) -> tuple[int, int]:
    """Write the demand; gives how many trips there are, and how many are turned."""
    opposite, ways = _roads(net)
    tree = ElementTree.parse(route)  # noqa: S314 - the operator's own file
    root, count, changed = tree.getroot(), 0, 0
    for trip in [each for each in root if each.tag in {"trip", "vehicle"}]:
        count += 1
        begin, end = _ends(trip)
        one, other = opposite.get(end), opposite.get(begin)
        if one and other and _is_reached(one, other, ways):
            changed += 1
            begin, end = one, other
            for place in _PLACES:
                trip.attrib.pop(place, None)
        elif trip.tag == "vehicle":
            continue  # its own way stays
        trip.tag = "trip"
        trip.attrib |= {"from": begin, "to": end}
        for way in trip.findall("route"):
            trip.remove(way)
    to.parent.mkdir(parents=True, exist_ok=True)
    tree.write(to, encoding="utf-8")
    return count, changed


def _ends(trip: ElementTree.Element) -> tuple[str, str]:
    way = trip.find("route")
    if way is None:
        return trip.get("from", ""), trip.get("to", "")
    edges = way.get("edges", "").split()
    return edges[0], edges[-1]


def _roads(net: Path) -> tuple[dict[str, str], Ways]:
    """By edge: the one that leads back, and those that follow."""
    with gzip.open(net) if net.suffix == ".gz" else net.open("rb") as file:
        root = ElementTree.parse(file).getroot()  # noqa: S314 - the operator's own file
    nodes = {
        (edge.get("from"), edge.get("to")): edge.get("id", "")
        for edge in root.iter("edge")
        if not edge.get("function")
    }
    opposite = {
        edge: nodes[end, begin] for (begin, end), edge in nodes.items() if (end, begin) in nodes
    }
    ways: dict[str, set[str]] = defaultdict(set)
    for step in root.iter("connection"):
        ways[step.get("from", "")].add(step.get("to", ""))
    return opposite, ways


def _is_reached(begin: str, end: str, ways: Ways) -> bool:
    seen, stack = {begin}, [begin]
    while stack:
        for after in ways.get(stack.pop(), set()) - seen:
            seen.add(after)
            stack.append(after)
    return end in seen


def main() -> None:
    """By the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("net", "route", "to"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    count, changed = turned(net=asked.net, route=asked.route, to=asked.to)
    print(f"{changed} of {count} trips turned")  # noqa: T201 - the answer of this program


if __name__ == "__main__":
    main()
