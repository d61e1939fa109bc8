"""`sewaka audit ...`."""

from __future__ import annotations

import sys

import click

from sewaka.kernel.outbox import chain


@click.group(name="audit")
def audit() -> None:
    """The log of everything that happened."""


@audit.command(name="verify")
@click.option("--from", "from_seq", default=1, show_default=True, help="First number to check.")
def verify(from_seq: int) -> None:
    """Recompute the hash chain; name the first event that was changed, added or removed."""
    verdict = chain.verify(from_seq)
    if not verdict.is_sound:
        click.echo(f"BROKEN at event {verdict.bad_seq}: {verdict.reason}")
        click.echo(f"{verdict.checked} events before it are sound")
        sys.exit(1)
    click.echo(
        f"sound: {verdict.checked} events, head {verdict.head.seq} {verdict.head.hash.hex()}"
    )


COMMANDS = (audit,)
