"""`sewaka ledger ...`: what the city's engineers ask of the books."""

from __future__ import annotations

import click

from sewaka.platform.ledger import queries


@click.group(name="ledger")
def group() -> None:
    """Prove the books."""


@group.command(name="check")
def check() -> None:
    """Prove every journal, book, balance, sequence, hold and period. 1 when something is wrong."""
    found = queries.verify()
    for one in found:
        click.echo(f"{one.rule}: {one.subject}: {one.detail}")
    if found:
        raise click.exceptions.Exit(1)
    click.echo("sound: every journal, book, balance, sequence, hold and period")
