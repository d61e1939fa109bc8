"""`sewaka waste-banks ...`: stock and deposits proven, opening balances brought along."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.waste_banks.actions.openings import look_at_openings, post_openings
from sewaka.modules.waste_banks.importers import read_workbook
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries import fraud, proof

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(name="waste-banks")
def waste_banks() -> None:
    """Prove the grams; bring balances along."""


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
    click.echo("sound: every deposit, its worth and points, every stock and its account")


@waste_banks.command(name="openings")
@click.argument("bank")
@click.argument("file", type=_FILE)
@click.option("--post", "shown", default="", help="Post it, as it was shown under this hash.")
def openings(bank: str, file: Path, shown: str) -> None:
    """Show what a workbook of opening balances means at BANK (its code); with --post, book it.

    Each cell in doubt is named; errors keep their row out. The same file once more changes nothing.
    """
    found = WasteBank.objects.filter(code=bank).first()
    if found is None:
        raise click.ClickException("there is no waste bank of this code")
    book, now = read_workbook(file.read_bytes()), clock.now()
    if shown:
        done = post_openings(bank_id=found.pk, workbook=book, shown=shown, actor=SYSTEM, now=now)
        click.echo(f"{done.fresh} rows posted, {done.replayed} were posted before")
        return
    plan = look_at_openings(bank_id=found.pk, workbook=book, actor=SYSTEM, now=now)
    for one in plan.findings:
        taken = f", taken as {one.meaning}" if one.meaning else ""
        said = sentence(DomainError(one.code))
        click.echo(f"{one.severity}: {one.address}: {said} {one.found}{taken}")
    click.echo(
        f"{len(plan.openings)} rows, Rp {plan.total_idr:,}; post it with --post {plan.sha256}"
    )


@waste_banks.command(name="flags")
@click.option("--days", type=click.IntRange(1, 400), default=31, show_default=True)
def flags(days: int) -> None:
    """What the rules F1 to F14 find in the last days. A flag blocks nothing: somebody looks."""
    now = clock.now()
    found = fraud.flags(since=now - timedelta(days=days), now=now, actor=SYSTEM)
    for one in found:
        seen = ", ".join(f"{name} {value}" for name, value in one.evidence.items())
        click.echo(f"{one.rule} {one.severity}: {one.bank}: {one.subject}: {seen}")
    click.echo(f"{len(found)} flags")


COMMANDS = (waste_banks,)
