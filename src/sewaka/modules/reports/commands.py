"""`sewaka reports ...`"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import click

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.actions.georeport import clients
from sewaka.modules.reports.effects import recounting
from sewaka.modules.reports.importers import la311 as importers
from sewaka.modules.reports.models import ClientRole
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


@click.group()
def open311() -> None:
    """Programs that send through Open311."""


@open311.command("create-key")
@click.option("--name", required=True, help="Which program it is for.")
@click.option("--role", type=click.Choice(ClientRole.values), required=True)
@click.option("--agency", default="", help="The agency whose officers it acts like (its code).")
@click.option("--tokens", is_flag=True, help="Answer with tokens and send in the background.")
def create_key(*, name: str, role: str, agency: str, tokens: bool) -> None:
    """Print a new api_key, once: it is kept as a digest only."""
    key = clients.create_key(
        name=name,
        role=ClientRole(role),
        agency_code=agency,
        answers_by_token=tokens,
        actor=SYSTEM,
        now=clock.now(),
    )
    click.echo(key)


@open311.command("switch-off")
@click.option("--name", required=True)
def switch_off(*, name: str) -> None:
    """Take a program's key out of use."""
    clients.switch_off(name=name, actor=SYSTEM, now=clock.now())


COMMANDS = (open311,)


@group.command("count-again")
def count_again() -> None:
    """Count all figures of the dashboard again, from the first report on."""
    click.echo(f"counted {recounting.recount_everything():,} reports")


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
