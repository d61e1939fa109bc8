"""`sewaka bench ...`: what parts of the city take, measured on a database server of their own."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(name="bench")
def group() -> None:
    """Measure parts of the city beside others."""


@group.command(name="ledger")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the rows here.")
@click.option("--accounts", type=click.IntRange(min=100), default=25_000, show_default=True)
@click.option("--deposits", type=click.IntRange(min=100), default=1_000, show_default=True)
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True)
def of_the_ledger(*, out: Path | None, accounts: int, deposits: int, rounds: int) -> None:
    """Deposits a second, alone and in batches, beside django-hordak; reads of full books.

    The rounds of all kinds alternate, and each holds a plain row and its commit, to see what the
    disk takes. Without the extra (requirements/ledger-bench.txt) ours alone are measured.
    """
    from sewaka.config.bench import ledger as measured

    size = measured.Size(accounts=accounts, deposits=deposits, rounds=rounds)
    rows = measured.run(size, say=click.echo)
    for line in measured.table(rows):
        click.echo(line)
    if out is not None:
        out.write_text(measured.as_json(rows), encoding="utf-8")
