"""`sewaka traffic import-net`: the city's own streets."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import translation

from sewaka.kernel import clock
from sewaka.modules.traffic import net_importer, net_words
from sewaka.modules.traffic.control.sumo.net_reader import NotANet
from sewaka.modules.traffic.models import partitions

_LAT, _LON = 90.0, 180.0


def _origin(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> tuple[float, float] | None:
    if value is None:
        return None
    try:
        lat, lon = (float(one) for one in value.split(","))
    except ValueError:
        raise click.BadParameter("LAT,LON in degrees, as -8.67,115.20") from None
    if not (abs(lat) <= _LAT and abs(lon) <= _LON):
        raise click.BadParameter("LAT,LON in degrees, as -8.67,115.20")
    return lat, lon


@click.command("import-net")
@click.argument("net", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--origin", callback=_origin, help="LAT,LON of the net's zero, if it is not made from OSM."
)
def import_net(*, net: Path, origin: tuple[float, float] | None) -> None:
    """Take over a net that the city made with netconvert; the same again changes nothing.

    Its programs become drafts of plans. No junction is steered until a traffic engineer has
    approved its conflict matrix on screen.
    """
    now = clock.now()
    partitions.ensure(now=now)
    try:
        found = net_importer.import_net(path=net, origin=origin, now=now)
    except (NotANet, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
    with translation.override("en"):
        for line in _report(found):
            click.echo(line)


def _report(found: net_importer.Imported) -> list[str]:
    lines = [net_words.counted(counts=found.counts)]
    if found.is_known and not found.new_drafts:
        lines.append("This net was imported before: nothing has changed.")
        return lines
    lines.append(f"{found.new_drafts} drafts of plans ({net_importer.PLAN_SET}).")
    lines += [
        f"{one.junction or 'net'}: {net_words.note(code=one.code, detail=one.detail)}"
        for one in found.notes
    ]
    if found.gone:
        lines.append(f"Not in this net, left as they are: {', '.join(found.gone)}")
    lines.append(
        "Next: start the city's processes anew, then approve the conflict matrices"
        " (/kerja/ruang-kendali/jaringan)."
    )
    return lines
