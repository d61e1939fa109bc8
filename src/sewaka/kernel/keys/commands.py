"""`sewaka keys ...`: master keys of the classes, and the register of erased persons."""

from __future__ import annotations

import click

from sewaka.kernel import clock
from sewaka.kernel.keys import erasure, masters
from sewaka.kernel.keys.classes import KeyClass
from sewaka.kernel.keys.models import SubjectKey
from sewaka.kernel.keys.rotation import rotate as rotate_class


@click.group(name="keys")
def group() -> None:
    """Keys of personal data."""


@group.command()
def status() -> None:
    """Show each class with the version of its master key and its number of data keys."""
    for key_class in KeyClass:
        found = masters.versions(key_class)
        living = SubjectKey.objects.filter(key_class=key_class, wrapped__isnull=False).count()
        shown = ", ".join(map(str, found)) or "none yet"
        click.echo(f"{key_class}: master key {shown}; {living} data keys")


@group.command()
@click.option("--class", "key_class", required=True, type=click.Choice([k.value for k in KeyClass]))
def rotate(key_class: str) -> None:
    """Give a class a new master key; everything stays readable meanwhile. May be repeated."""
    done = rotate_class(key_class, now=clock.now())
    click.echo(f"{done.rewrapped} data keys wrapped anew, {done.reindexed} blind indexes")
    for version in done.destroyed:
        click.echo(f"master key {key_class} version {version} destroyed")


@group.command(name="register")
def register() -> None:
    """Write erased persons into the register that a restore replays."""
    click.echo(f"{erasure.complete_register()} persons added to the register")
