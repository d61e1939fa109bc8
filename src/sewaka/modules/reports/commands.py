"""`sewaka reports ...`"""

from __future__ import annotations

from pathlib import Path

import click

from sewaka.kernel import clock
from sewaka.modules.reports.importers import la311 as importers


@click.group()
def group() -> None:
    """Citizens' reports."""


@group.command("import-311")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--move-to",
    type=click.Choice(sorted(importers.MOVES)),
    required=True,
    help="Which map moves the positions into this city.",
)
def import_311(file: Path, move_to: str) -> None:
    """Import service requests of another city through the same action as a phone's report."""
    try:
        total = importers.count_rows(file)
    except (KeyError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{file}: not a 311 export: {problem}") from problem
    with click.progressbar(length=total, label="import-311") as bar:
        done = 0

        def show(line: int) -> None:
            nonlocal done
            bar.update(line - done)
            done = line

        outcome = importers.import_311(
            path=file, move=importers.MOVES[move_to], now=clock.now(), progress=show
        )
    _say(outcome)


def _say(outcome: importers.Outcome) -> None:
    """Counts, then every refused row with its reason."""
    click.echo(
        f"taken {outcome.taken}, already here {outcome.known}, refused {len(outcome.refused)}"
    )
    for one in outcome.refused:
        reasons = ", ".join(f"{name}: {code}" for name, code in one.codes.items())
        click.echo(f"  line {one.line} {one.external_id}: {reasons}")
