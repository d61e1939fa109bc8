"""`sewaka privacy ...`: what the retention would destroy, and doing it now."""

from __future__ import annotations

import click

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.platform.privacy import retention as sets


@click.group(name="privacy")
def group() -> None:
    """Personal data."""


@group.command(name="retention")
@click.option("--dry-run", is_flag=True, help="Count only.")
def retention(*, dry_run: bool) -> None:
    """Destroy what is old enough (runs every night by itself)."""
    try:
        ran = sets.run(now=clock.now(), dry_run=dry_run)
    except DomainError as refused:
        raise click.ClickException(sentence(refused)) from refused
    for one in ran:
        click.echo(f"{one.code}: {one.rows} rows, kept {one.keep.days} days")
