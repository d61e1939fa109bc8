"""The city's own streets: a net that the city made with netconvert, brought to our codes.

The file lies in the installation's folder (`streets.net.xml.gz`, or where `TRAFFIC_NET` says), for
every process that steers reads it. Names of OSM do not fit into topics and addresses (`#`, a minus
in front, joined signals of a hundred letters): they are written anew, always in the same way.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sewaka.kernel import env
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.stages import mended
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, NotANet, clashes, read_net
from sewaka.modules.traffic.control.sumo.places import Edge, LatLon, Places, read_places
from sewaka.modules.traffic.control.sumo.routes import edge_of

_LONGEST = 36  # letters of an edge or a signal; a lane has its number besides
_MOST_INDICATIONS = 128  # of a message on the wire


@dataclass(frozen=True, slots=True)
class Note:
    """What was guessed or left out. `junction`: "" for the whole net; `code`: for its sentence."""

    code: str
    junction: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class OwnNet:
    """Names are our codes. `notes`: what an engineer has to look at."""

    net: NetFile
    places: Places
    notes: tuple[Note, ...]
    digest: str


def place() -> Path:
    """Where the net of this installation lies, if it has one."""
    return Path(env.text("TRAFFIC_NET") or env.home() / "streets.net.xml.gz")


def read(path: Path, *, origin: LatLon | None = None) -> OwnNet:
    """Raises NotANet, OSError: what is wrong, and what to do."""
    origin = origin or _written_origin(path)
    found, places = read_net(path), read_places(path, origin=origin)
    if not places.drives_left:
        raise NotANet("the net drives on the right: make it again with netconvert --lefthand")
    net, left_out = _usable(found)
    if not net.signal_names:
        raise NotANet("the net has no signal that could be steered: --tls.guess-signals --tls.join")
    renamed = _renamed(net)
    return OwnNet(
        net=renamed,
        places=_renamed_places(places),
        notes=(*left_out, *_guesses(net, renamed, places)),
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def code_of(name: str) -> str:
    """A name as a code: letters, digits, `-` and `_`, at most 36, never a sign in front."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", re.sub(r"^-", "m", name))
    if len(plain) <= _LONGEST and plain[:1].isalnum():
        return plain
    tail = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"s{plain[: _LONGEST - 10]}-{tail}"


def matrix_digest(junction: Junction, *, lane_names: Sequence[str]) -> str:
    """Of what an engineer approves: movements, conflicts, who yields, and the stages."""
    movements = [
        (one.index, one.turn.value, lane_names[one.from_lane], lane_names[one.to_lane])
        for one in junction.links
        if not one.is_crossing
    ]
    on_foot = [one.index for one in junction.links if one.is_crossing]
    stages = [stage.green for stage in junction.stages]
    told = [junction.size, movements, on_foot, stages]
    said = repr(told).encode() + np.packbits(junction.conflicts).tobytes()
    return hashlib.sha256(said + np.packbits(junction.yields).tobytes()).hexdigest()


def _written_origin(path: Path) -> LatLon | None:
    """What was given with --origin when the net was imported: it lies beside the net."""
    beside = path.with_name(f"{path.name}.origin")
    if not beside.is_file():
        return None
    lat, lon = (float(one) for one in beside.read_text(encoding="utf-8").split(","))
    return lat, lon


def _usable(net: NetFile) -> tuple[NetFile, list[Note]]:
    """Without signals whose conflicts the file does not tell: they could not be kept apart."""
    kept, notes = [], [Note("no_program", detail=one) for one in net.notes]
    for name, junction in zip(net.signal_names, net.network.junctions, strict=True):
        arms = {edge_of(net.lane_names[lane]) for lane in junction.approach_lanes}
        if len(arms) > 1 and not junction.conflicts.any():
            notes.append(Note("no_conflicts", code_of(name)))
        elif junction.size > _MOST_INDICATIONS:
            notes.append(Note("too_large", code_of(name), str(junction.size)))
        else:
            kept.append((name, junction))
    numbers = {junction.id: n for n, (_, junction) in enumerate(kept)}
    junctions = tuple(
        replace(one, id=numbers[one.id],
                neighbours=tuple(numbers[n] for n in one.neighbours if n in numbers))
        for _, one in kept
    )  # fmt: skip
    network = replace(net.network, junctions=junctions)
    return replace(net, network=network, signal_names=tuple(name for name, _ in kept)), notes


def _renamed(net: NetFile) -> NetFile:
    lanes = tuple(
        name if lane.is_internal else f"{code_of(edge_of(name))}_{name.rpartition('_')[2]}"
        for name, lane in zip(net.lane_names, net.network.lanes, strict=True)
    )
    signals = tuple(map(code_of, net.signal_names))
    for names in (signals, lanes):
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise NotANet(f"two things of the net would be called {twice[0]}")
    return replace(net, lane_names=lanes, signal_names=signals)


def _renamed_places(places: Places) -> Places:
    edges = {
        code_of(name): replace(one, begin=code_of(one.begin), end=code_of(one.end))
        for name, one in places.edges.items()
    }
    return replace(
        places, edges=edges, nodes={code_of(name): at for name, at in places.nodes.items()}
    )


def _guesses(net: NetFile, renamed: NetFile, places: Places) -> Iterable[Note]:
    """What netconvert or we invented: an engineer looks at each."""
    yield Note("timings")
    if not any(edge.street for edge in places.edges.values()):
        yield Note("no_streets")
    for code, junction in zip(renamed.signal_names, renamed.network.junctions, strict=True):
        nodes = {edge.end for edge in _arms(net, places, junction)}
        if len(nodes) > 1:
            yield Note("joined", code, str(len(nodes)))
        protected = sum(one.both_protected for one in clashes(junction))
        if protected:
            yield Note("clash", code, str(protected))
        new = {one.green for one in mended(junction).stages} - {
            one.green for one in junction.stages
        }
        if new:
            yield Note("mended", code, str(len(new)))
        if any(link.is_crossing for link in junction.links):
            yield Note("on_foot", code)


def _arms(net: NetFile, places: Places, junction: Junction) -> list[Edge]:
    """The roads that lead to a signal, as the file draws them."""
    names = dict.fromkeys(edge_of(net.lane_names[lane]) for lane in junction.approach_lanes)
    return [places.edges[name] for name in names if name in places.edges]


def street_names(*, own: OwnNet) -> Mapping[str, str]:
    """By edge."""
    return {code: edge.street for code, edge in own.places.edges.items()}


def name_of(*, own: OwnNet, number: int) -> str:
    """A junction by the streets that meet there; its code where they have no names."""
    junction = own.net.network.junctions[number]
    streets = dict.fromkeys(edge.street for edge in _arms(own.net, own.places, junction))
    named = [one for one in streets if one]
    return " – ".join(named[:3])[:120] or own.net.signal_names[number]


def lat_lon(*, own: OwnNet, number: int) -> LatLon:
    """The middle of the places at which its arms end."""
    junction = own.net.network.junctions[number]
    ends = {edge.end for edge in _arms(own.net, own.places, junction)}
    at = [own.places.nodes[one] for one in ends if one in own.places.nodes]
    if not at:
        raise NotANet(f"{own.net.signal_names[number]}: no road of the net leads to this signal")
    return sum(one[0] for one in at) / len(at), sum(one[1] for one in at) / len(at)
