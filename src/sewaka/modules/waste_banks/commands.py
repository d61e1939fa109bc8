"""`sewaka waste-banks ...`: what the city's engineers ask of stock and deposits."""

from __future__ import annotations

import click

from sewaka.kernel.access import SYSTEM
from sewaka.modules.waste_banks.queries import proof


@click.group(name="waste-banks")
def waste_banks() -> None:
    """Prove the grams."""


@waste_banks.command(name="check")
def check() -> None:
    """Prove stock, movements, deposits and their worth. 1 when something is wrong."""
    found = proof.findings(actor=SYSTEM)
    for one in found:
        click.echo(f"{one.rule}: {one.subject}: {one.detail}")
    sums = proof.mass(actor=SYSTEM)
    click.echo(
        f"grams in {sums.in_g} = sold {sums.sold_g} + lost {sums.lost_g} + stock {sums.stock_g}"
    )
    if found:
        raise click.exceptions.Exit(1)
    click.echo("sound: every deposit, its worth, every stock and its account")


COMMANDS = (waste_banks,)
