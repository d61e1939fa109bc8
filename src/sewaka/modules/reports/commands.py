"""`sewaka reports ...`"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import click

from sewaka.kernel import clock
from sewaka.modules.reports.importers import la311 as importers
from sewaka.modules.reports.models.labels import sentence

_SHOWN = 10


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
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write every refused row with its reason to this CSV file.",
)
def import_311(file: Path, move_to: str, refused: Path | None) -> None:
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
    _say(outcome, refused=refused)


def _say(outcome: importers.Outcome, *, refused: Path | None) -> None:
    """Counts, reasons, and the refused rows: all of them in the file, the first ones here."""
    click.echo(
        f"taken {outcome.taken}, already here {outcome.known}, refused {len(outcome.refused)}"
    )
    reasons = Counter(code for one in outcome.refused for code in one.codes.values())
    for code, count in reasons.most_common():
        click.echo(f"  {count:>6} {sentence(code)} ({code})")
    for one in outcome.refused[:_SHOWN]:
        click.echo(f"  line {one.line} {one.external_id}: {_words(one)}")
    if refused is not None:
        _write(outcome, refused)
        click.echo(f"all refused rows: {refused}")
    elif len(outcome.refused) > _SHOWN:
        click.echo("  ... give --refused FILE for all of them")


def _write(outcome: importers.Outcome, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("line", "id", "reasons"))
        writer.writerows((one.line, one.external_id, _words(one)) for one in outcome.refused)


def _words(one: importers.Refused) -> str:
    return ", ".join(f"{name}: {code}" for name, code in one.codes.items())
