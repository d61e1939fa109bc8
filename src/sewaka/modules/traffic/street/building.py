"""Builds the net of Denpasar-12 from its facts: netconvert (a dev tool), then our own plans."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.street.demand import SCALE
from sewaka.modules.traffic.street.denpasar12 import Node, Road
from sewaka.modules.traffic.street.timing import flows_veh_h, phases, write_into

OPTIONS = (
    "--lefthand",
    "--no-turnarounds",
    "--junctions.corner-detail=3",
    "--tls.yellow.time=3",
    "--tls.allred.time=2",
)


class NetNotBuilt(RuntimeError):
    """netconvert is not there, or refused."""


def build(*, nodes: Collection[Node], roads: Collection[Road], out: Path) -> str:
    """Write the net; gives what netconvert warned of. Raises NetNotBuilt."""
    program = _program()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _write(_nodes(nodes), folder / "city.nod.xml")
        _write(_edges(roads), folder / "city.edg.xml")
        built = folder / "city.net.xml"
        asked = [
            program,
            f"--node-files={folder / 'city.nod.xml'}",
            f"--edge-files={folder / 'city.edg.xml'}",
            f"--output-file={built}",
            *OPTIONS,
        ]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if done.returncode:
            raise NetNotBuilt(done.stderr.strip())
        _with_plans(built, nodes=nodes, roads=roads, out=out)
    return done.stderr.strip()


def _with_plans(
    built: Path, *, nodes: Collection[Node], roads: Collection[Road], out: Path
) -> None:
    """The net with plans for its own demand, without what names the day and the machine."""
    net = read_net(built)
    by_id = {road.id: road for road in roads}
    flows = flows_veh_h(nodes=nodes, roads=roads, scale=SCALE)
    root = ElementTree.parse(built).getroot()  # noqa: S314 - netconvert wrote it just now
    for name, junction in zip(net.signal_names, net.network.junctions, strict=True):
        program = phases(junction=junction, net=net, roads=by_id, flows=flows)
        write_into(root, name=name, program=program)
    for attribute in [name for name in root.attrib if name.startswith("{")]:
        del root.attrib[attribute]  # where the schema lies
    ElementTree.indent(root, " ")
    _write(root, out)


def _program() -> str:
    found = shutil.which("netconvert")
    if found is None:
        raise NetNotBuilt("netconvert is not there: pip install eclipse-sumo")
    return found


def _nodes(nodes: Iterable[Node]) -> Element:
    root = Element("nodes")
    for node in nodes:
        kind = "traffic_light" if node.is_junction else "dead_end"
        SubElement(root, "node", id=node.id, x=str(node.x_m), y=str(node.y_m), type=kind)
    return root


def _edges(roads: Iterable[Road]) -> Element:
    root = Element("edges")
    for road in roads:
        edge = SubElement(root, "edge", id=road.id)
        edge.set("from", road.begin)
        edge.set("to", road.end)
        edge.set("numLanes", str(road.lanes))
        edge.set("width", str(road.lane_width_m))
        edge.set("speed", str(road.speed_ms))
        if road.street:
            edge.set("name", road.street)
    return root


def _write(root: Element, path: Path) -> None:
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
