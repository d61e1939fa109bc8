"""`sewaka territory ...`: what a city imports about its land."""

from __future__ import annotations

from pathlib import Path

import click

from sewaka.kernel import clock, problems
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.platform.territory import actions, labels
from sewaka.platform.territory.boundaries import MAX_BYTES

_File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(name="territory")
def group() -> None:
    """Import boundaries and hamlets."""


@group.command(name="import-boundaries")
@click.argument("file", type=_File)
def import_boundaries(file: Path) -> None:
    """Take over the outlines of villages from a GeoJSON FILE (property `code`)."""
    text = _read(file)
    try:
        done = actions.import_boundaries(text=text, actor=SYSTEM, now=clock.now())
    except DomainError as refusal:
        raise click.ClickException(problems.sentence(refusal)) from refusal
    click.echo(
        f"{len(done.added)} added, {len(done.changed)} changed, {len(done.unchanged)} unchanged,"
        f" {len(done.refused)} refused"
    )
    if done.exchanged:
        click.echo(f"{len(done.exchanged)} had latitude before longitude; they were exchanged")
    for row in done.refused:
        detail = f" ({row.detail})" if row.detail else ""
        click.echo(f"row {row.row}, {row.area or 'no code'}: {labels.row(row.code)}{detail}")
    _end(is_empty=not (done.added or done.changed or done.unchanged))


@group.command(name="import-hamlets")
@click.argument("file", type=_File)
def import_hamlets(file: Path) -> None:
    """Take over hamlets from a CSV FILE: village_code,kind,name,head_name,phone,lat,lon."""
    text = _read(file)
    try:
        done = actions.import_hamlets(text=text, actor=SYSTEM, now=clock.now())
    except DomainError as refusal:
        raise click.ClickException(problems.sentence(refusal)) from refusal
    click.echo(
        f"{len(done.added)} added, {len(done.changed)} changed, {len(done.unchanged)} unchanged,"
        f" {len(done.refused)} refused"
    )
    for row in done.refused:
        click.echo(f"line {row.line}, {row.name or 'no name'}: {labels.row(row.code)}")
    _end(is_empty=not (done.added or done.changed or done.unchanged))


def _read(file: Path) -> str:
    if file.stat().st_size > MAX_BYTES:
        raise click.ClickException(f"{file.name} is larger than {MAX_BYTES // 1024**2} MB")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is not UTF-8 text; save it as UTF-8") from None


def _end(*, is_empty: bool) -> None:
    """A file of which nothing could be used ends with an error for scripts."""
    if is_empty:
        raise SystemExit(1)


COMMANDS = (group,)
