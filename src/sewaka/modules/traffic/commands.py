"""`sewaka traffic ...`"""

from __future__ import annotations

from pathlib import Path

import click

from sewaka.kernel import clock
from sewaka.modules.traffic import camera_commands, credentials, importers, net_commands
from sewaka.modules.traffic.control import bench as benchmark
from sewaka.modules.traffic.control.noise import Fault
from sewaka.modules.traffic.control.priority import VehicleClass
from sewaka.modules.traffic.control.sumo.street import Scenario, StreetMissing
from sewaka.modules.traffic.models import PriorityVehicle, partitions
from sewaka.modules.traffic.street import building, demand, denpasar12

_PATH = click.Path(path_type=Path)
_NOISE = Fault(missed=0.10, ghosts=0.05, latency_s=1, distance_error_m=2.0, speed_error_ms=1.0)


def _words(_context: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))


def _numbers(context: click.Context, option: click.Parameter, value: str) -> tuple[int, ...]:
    words = _words(context, option, value)
    if not words or not all(word.isdecimal() for word in words):
        raise click.BadParameter("whole numbers, with commas between them")
    return tuple(int(word) for word in words)


@click.group()
def group() -> None:
    """The city's traffic signals."""


@group.command()
@click.option("--net", type=_PATH, required=True, help="SUMO net (.net.xml, also .gz).")
@click.option("--route", type=_PATH, required=True, help="SUMO routes (.rou.xml).")
@click.option("--begin", type=float, required=True, help="First second.")
@click.option("--end", type=float, required=True, help="Last second.")
@click.option("--seeds", callback=_numbers, default="1,2,3", show_default=True)
@click.option(
    "--controllers",
    callback=_words,
    default="fixed,actuated,delay_based,max_pressure_5,max_pressure_10,adaptive",
    show_default=True,
)
@click.option("--json", "out", type=_PATH, help="Write one object for each run to this file.")
@click.option(
    "--yellow",
    type=click.FloatRange(2, 5),
    default=3.0,
    show_default=True,
    help="Seconds of yellow of our controllers; SUMO's programs keep the net's.",
)
@click.option("--noise", is_flag=True, help="10 % missed, 5 % ghosts, 1 s late, ±2 m, ±1 m/s.")
@click.option(
    "--dead-detectors",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="This part of the lanes has a dead detector.",
)
@click.option(
    "--scale",
    type=click.FloatRange(0.1, 3),
    default=1.0,
    show_default=True,
    help="Vehicles, as a part of the route file's.",
)
@click.option(
    "--sumo",
    "sumo_home",
    type=_PATH,
    help="Another SUMO than libsumo: its home, with bin/sumo and tools/traci.",
)
def bench(
    *,
    net: Path,
    route: Path,
    begin: float,
    end: float,
    seeds: tuple[int, ...],
    controllers: tuple[str, ...],
    out: Path | None,
    yellow: float,
    noise: bool,
    dead_detectors: float,
    scale: float,
    sumo_home: Path | None,
) -> None:
    """Compare controllers on a simulated net: delay, waiting, safety."""
    base = _NOISE if noise else Fault()
    fault = Fault(
        missed=base.missed,
        ghosts=base.ghosts,
        latency_s=base.latency_s,
        dead=dead_detectors,
        distance_error_m=base.distance_error_m,
        speed_error_ms=base.speed_error_ms,
    )
    try:
        todo = benchmark.tasks(
            scenario=Scenario(net, route, begin, end, 0, yellow, scale, sumo_home),
            seeds=seeds,
            controllers=controllers,
            fault=fault,
        )
        rows = _run(todo)
    except (benchmark.BenchRefused, StreetMissing) as problem:
        raise click.ClickException(str(problem)) from problem
    rows.sort(key=lambda row: (controllers.index(row.controller), row.seed))
    if out is not None:
        out.write_text(benchmark.as_json(rows), encoding="utf-8")
    for line in benchmark.table(rows):
        click.echo(line)


def _run(todo: list[benchmark.Task]) -> list[benchmark.Row]:
    rows: list[benchmark.Row] = []
    for row in benchmark.run_all(todo):
        rows.append(row)
        click.echo(
            f"[{len(rows)}/{len(todo)}] {row.controller}, seed {row.seed}:"
            f" delay {row.delay_s:.1f} s ({row.wall_s:.0f} s)",
            err=True,
        )
    return rows


@group.command("build-denpasar12")
def build_denpasar12() -> None:
    """Build the demo city's net anew from its facts (needs netconvert of eclipse-sumo)."""
    nodes, roads = denpasar12.nodes(), denpasar12.roads()
    try:
        warned = building.build(nodes=nodes, roads=roads, out=denpasar12.NET)
    except building.NetNotBuilt as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(warned or f"{denpasar12.NET.name}: {len(nodes)} nodes, {len(roads)} roads")


@group.command("demand")
@click.option("--begin", type=click.FloatRange(0), required=True, help="First second of the day.")
@click.option("--end", type=click.FloatRange(0), required=True, help="Last second of the day.")
@click.option("--scale", type=click.FloatRange(0), default=demand.SCALE, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--out", type=_PATH, required=True, help="SUMO routes (.rou.xml) to write.")
def write_demand(*, begin: float, end: float, scale: float, seed: int, out: Path) -> None:
    """Write who drives through Denpasar-12: four of five on motorcycles, by hour of the day."""
    found = demand.trips(
        nodes=denpasar12.nodes(),
        roads=denpasar12.roads(),
        begin_s=begin,
        end_s=end,
        scale=scale,
        seed=seed,
    )
    out.write_text(demand.as_routes(found), encoding="utf-8")
    click.echo(f"{len(found)} vehicles")


@group.command("load-denpasar12")
def load_denpasar12() -> None:
    """Write the demo city's junctions and detectors into the tables; safe to repeat."""
    partitions.ensure(now=clock.now())
    click.echo(f"{importers.load_denpasar12()} detectors")


@group.command("password")
@click.argument("user")
def password(*, user: str) -> None:
    """Show the MQTT password of a cabinet (J09), a detector (J09/D1) or `server`."""
    click.echo(credentials.password_of(user=user, city=credentials.city_key()))


@group.command("vehicle")
@click.argument("code")
@click.option("--class", "kind", type=click.Choice([one.value for one in VehicleClass]))
def vehicle(*, code: str, kind: str | None) -> None:
    """Let a vehicle ask for priority, with --class, and show the key that it signs with."""
    if kind:
        PriorityVehicle.objects.update_or_create(pk=code, defaults={"kind": kind})
    row = PriorityVehicle.objects.filter(pk=code).first()
    number = row.key_number if row else 0
    key = credentials.vehicle_key(vehicle=code, city=credentials.city_key(), number=number)
    click.echo(key.decode())


group.add_command(camera_commands.count)
group.add_command(net_commands.import_net)
