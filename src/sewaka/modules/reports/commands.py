"""`sewaka reports ...`"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from django.utils.timezone import localtime

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.actions.georeport import clients
from sewaka.modules.reports.actions.recomputing import recompute_dues
from sewaka.modules.reports.effects import recounting
from sewaka.modules.reports.importers import la311 as importers
from sewaka.modules.reports.importers.likeness import measure
from sewaka.modules.reports.importers.likeness import rows as own_set
from sewaka.modules.reports.importers.likeness.copies import copies_of
from sewaka.modules.reports.importers.likeness.measure import Quality
from sewaka.modules.reports.importers.likeness.rows import Row
from sewaka.modules.reports.models import ClientRole
from sewaka.modules.reports.models.labels import sentence
from sewaka.modules.reports.rules.duplicates import CITIZEN_SEES, OFFICER_MARKS
from sewaka.platform.territory import api as territory

_SHOWN = 10
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_EVERY = 10  # one copy of every tenth row
_OWN_ROWS = 5_000
_OWN_UNTIL = datetime(2026, 11, 1, tzinfo=UTC)  # fixed, so that the set is
_PASSED = {
    "hops": "turns passed with nobody acting",
    "promises": "promises noticed",
    "looks": "finished works that nobody looked at",
    "silences": "reports closed by their authors' silence",
}
_MARKS = {CITIZEN_SEES: "shown to citizens", OFFICER_MARKS: "marked for officers"}


@click.group()
def group() -> None:
    """Citizens' reports."""


@group.command("import-311")
@click.argument("file", type=_FILE)
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
@click.option(
    "--weeks-later",
    type=click.IntRange(min=0),
    default=0,
    help="Take them as if they had come so many weeks later, while offices were staffed.",
)
def import_311(*, file: Path, move_to: str, refused: Path | None, weeks_later: int) -> None:
    """Import service requests of another city through the same action as a phone's report.

    Each goes through the whole chain at its own instants: offices whose time passes are skipped,
    the agency answers when the file says so, silence closes it.
    """
    move = replace(importers.MOVES[move_to], later=timedelta(weeks=weeks_later))
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

        outcome = importers.import_311(path=file, move=move, now=clock.now(), progress=show)
    _say(outcome, refused=refused)
    click.echo("The city's clock runs on to this day ...")
    for what, count in importers.let_time_pass(now=clock.now()):
        click.echo(f"  {count:>6} {_PASSED[what]}")


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


@group.command("duplicates")
@click.option("--evaluate", is_flag=True, required=True, help="Measure the hints; writes nothing.")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def duplicates(*, evaluate: bool, file: Path | None) -> None:  # noqa: ARG001 - required, so always true
    """Count what the hints of duplicates find and what they miss.

    FILE is a 311 export of another city, moved here by the map that keeps metres; without it a
    set of our own making is used. The same input always gives the same table.
    """
    rows = _rows_of(file)
    brute, index = measure.repeats_by_brute_force(rows), measure.repeats_by_index(rows)
    click.echo(f"An earlier one of the same type within {measure.WITHIN_M:.0f} m:")
    for name, counted in (("brute force:", brute), ("by index:   ", index)):
        click.echo(
            f"  {name} {counted.repeated:,} of {counted.rows:,} rows, {counted.pairs:,} pairs"
        )
    copies = copies_of(rows, every=_EVERY)
    click.echo(f"\n{len(copies):,} labelled copies; every other row that is shown counts as wrong:")
    _table(measure.on_copies(rows, copies))
    click.echo("\nWhat people said to the hints they were shown:")
    _table(measure.on_choices())
    if brute != index:
        raise click.ClickException("the index does not find what brute force finds")


def _rows_of(file: Path | None) -> list[Row]:
    if file is None:
        points = [
            point
            for area in territory.areas(level=territory.Level.VILLAGE)
            for point in territory.reference_points(area.code)
        ]
        return own_set.of_our_own(places=points, count=_OWN_ROWS, until=_OWN_UNTIL)
    try:
        return own_set.from_file(file)
    except (KeyError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{file}: not a 311 export: {problem}") from problem


def _table(lines: Sequence[Quality]) -> None:
    if not lines:
        click.echo("  nothing yet")
        return
    click.echo("  threshold   shown   right   precision   recall")
    for line in lines:
        mark = _MARKS.get(line.threshold, "")
        click.echo(
            f"  {line.threshold:>9.2f}{line.shown:>8,}{line.right:>8,}"
            f"{_share(line.precision):>12}{_share(line.recall):>9}  {mark}".rstrip()
        )


def _share(part: float | None) -> str:
    return "-" if part is None else f"{part:.3f}"


@group.command("count-again")
def count_again() -> None:
    """Count all figures of the dashboard again, from the first report on."""
    click.echo(f"counted {recounting.recount_everything():,} reports")


@group.command("recompute-dues")
@click.option("--apply", "is_real", is_flag=True, help="Write it. Without, only the report.")
def recompute(*, is_real: bool) -> None:
    """After a change of the calendar: compute the future dues of open reports anew."""
    changes = recompute_dues(now=clock.now(), is_dry=not is_real)
    for one in changes:
        before, after = (
            localtime(due).strftime("%Y-%m-%d %H:%M") for due in (one.before, one.after)
        )
        click.echo(f"{one.number}  {one.what:<10}  {before} -> {after}")
    reports = len({one.number for one in changes})
    click.echo(f"{len(changes)} dues of {reports} reports {'moved' if is_real else 'would move'}")


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


COMMANDS = (open311,)
