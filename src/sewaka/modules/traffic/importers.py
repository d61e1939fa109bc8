"""From a signal net to rows of junctions, approaches, lanes and detectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.layout import Post, posts_of
from sewaka.modules.traffic.models import Approach, Detector, Junction, LaneRow
from sewaka.modules.traffic.street import denpasar12


@dataclass(frozen=True, slots=True)
class Place:
    """What a net does not know of a junction."""

    name: str
    lat: float
    lon: float


@transaction.atomic
def load_net(
    *,
    net: NetFile,
    places: Mapping[str, Place],
    streets: Mapping[str, str],
    kind: str,
    controller: str,
) -> int:
    """Write what stands at the roadside; safe to repeat. How many detectors there are.

    `places` by junction, `streets` by edge. Detectors that the net does not know are left alone,
    for their readings point at them.
    """
    posts = posts_of(net=net)
    _keep(Junction, [_junction(post, places[post.code], controller) for post in posts], ("code",))
    arms = [(post, arm) for post in posts for arm in post.arms]
    _keep(Approach, [_approach(net, post, arm, streets) for post, arm in arms], ("code",))
    lanes = [(arm[0], lane, number) for _, arm in arms for number, lane in enumerate(arm, start=1)]
    stored = {zone.lane: zone.storage_m for post in posts for zone in post.zones}
    _keep(
        LaneRow,
        [
            LaneRow(
                code=net.lane_names[lane],
                approach_id=edge_of(net.lane_names[first]),
                number=number,
                width_m=net.network.lanes[lane].width_m,
                storage_m=stored[lane],
            )
            for first, lane, number in lanes
        ],
        ("code",),
    )
    detectors = [one for post in posts for one in _detectors(net, post, kind)]
    _keep(Detector, detectors, ("junction", "code"))
    return len(detectors)


def load_denpasar12() -> int:
    """The demo city's twelve junctions; how many detectors they have."""
    return load_net(
        net=read_net(path=denpasar12.NET),
        places={
            node.id: Place(node.name, node.lat, node.lon)
            for node in denpasar12.nodes()
            if node.is_junction
        },
        streets={road.id: road.street for road in denpasar12.roads()},
        kind="radar",
        controller="simulator",
    )


def _junction(post: Post, place: Place, controller: str) -> Junction:
    return Junction(
        code=post.code, name=place.name, lat=place.lat, lon=place.lon, controller=controller
    )


def _approach(
    net: NetFile, post: Post, arm: tuple[int, ...], streets: Mapping[str, str]
) -> Approach:
    lanes = [net.network.lanes[lane] for lane in arm]
    code = edge_of(net.lane_names[arm[0]])
    return Approach(
        code=code,
        junction_id=post.code,
        street=streets.get(code, ""),
        effective_m=sum(lane.width_m for lane in lanes),
        length_m=max(lane.length_m for lane in lanes),
        speed_ms=max(lane.speed_ms for lane in lanes),
    )


def _detectors(net: NetFile, post: Post, kind: str) -> list[Detector]:
    zones = {zone.lane: zone for zone in post.zones}
    return [
        Detector(
            junction_id=post.code,
            code=code,
            lane_id=net.lane_names[lane],
            kind=kind,
            zone_m=zones[lane].length_m,
            free_ms=zones[lane].speed_ms,
        )
        for code, lane in post.detectors.items()
    ]


_KEPT = {"health", "health_since", "faults", "calibrated_at", "online_since"}


def _keep(
    model: type[Junction] | type[Approach] | type[LaneRow] | type[Detector],
    rows: list[Junction] | list[Approach] | list[LaneRow] | list[Detector],
    key: tuple[str, ...],
) -> None:
    """Insert, or bring what the net says up to date; what was learnt since stays."""
    told = {
        field.name
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        if field.name not in {*key, *_KEPT, "id"} and not field.name.startswith(("last", "refused"))
    }
    model._default_manager.bulk_create(  # noqa: SLF001 - as above
        rows,  # type: ignore[arg-type] # rows are of the model beside them
        update_conflicts=True,
        update_fields=sorted(told - {"too_old"}),
        unique_fields=key,
    )
