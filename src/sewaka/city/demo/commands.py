"""`sewaka demo`: fill the demo city, list its people."""

from __future__ import annotations

import json

import click

from sewaka.city.demo import loading, people
from sewaka.kernel import clock


@click.group()
def group() -> None:
    """The demo city and its people."""


@group.command()
def load() -> None:
    """Add whatever the demo city lacks. Safe to run again."""

    def progress(done: int, total: int) -> None:
        if done == total or done % 500 == 0:
            click.echo(f"  {done} of {total}")

    loading.load(now=clock.now(), say=click.echo, progress=progress)


@group.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def accounts(*, as_json: bool) -> None:
    """Whom one can sign in as, at /akun/demo. Nobody needs a password in the demo city."""
    found = [
        {
            "name": part.name,
            "email": part.email,
            "does": part.does,
            "roles": sorted({held.role for held in part.grants}),
            "api_keys": [
                {"standard": one.standard, "role": one.role, "key": one.key}
                for one in people.keys_of(part)
            ],
        }
        for part in people.parts()
    ]
    if as_json:
        click.echo(json.dumps(found, indent=1, ensure_ascii=False))
        return
    for account in found:
        click.echo(f"{account['name']:<28} {account['email']:<28} {account['does']}")
