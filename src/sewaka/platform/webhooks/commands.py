"""`sewaka webhooks`: which other systems hear of what."""

from __future__ import annotations

from uuid import UUID

import click

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.platform.webhooks import actions, queries, rules
from sewaka.platform.webhooks.models import Subscription


@click.group()
def group() -> None:
    """Other systems that hear of events."""


@group.command()
@click.argument("url")
@click.option("--event", "wanted", multiple=True, required=True, help="Name of an event; repeat.")
@click.option("--purpose", required=True, help="Which system it is, and why it may know.")
def add(url: str, wanted: tuple[str, ...], purpose: str) -> None:
    """Send events to URL from now on; shows the secret once."""
    try:
        made = actions.begin(actor=SYSTEM, now=clock.now(), url=url, wanted=wanted, purpose=purpose)
    except Invalid as error:
        raise click.ClickException(", ".join(error.fields.values())) from error
    except DomainError as error:
        raise click.ClickException(error.code) from error
    _say_secret(made)


@group.command(name="list")
def list_all() -> None:
    """Living subscriptions, and the events that can be had."""
    for found in queries.living():
        click.echo(f"{found.pk}  {found.url}  {', '.join(found.events)}  ({found.purpose})")
    click.echo(f"Events: {', '.join(sorted(queries.published()))}")


@group.command()
@click.argument("subscription_id", type=click.UUID)
def renew(subscription_id: UUID) -> None:
    """Give a subscription a new secret."""
    try:
        found = actions.renew(actor=SYSTEM, now=clock.now(), subscription_id=subscription_id)
    except DomainError as error:
        raise click.ClickException(error.code) from error
    _say_secret(found)


@group.command()
@click.argument("subscription_id", type=click.UUID)
def end(subscription_id: UUID) -> None:
    """Send nothing more there."""
    try:
        actions.end(actor=SYSTEM, now=clock.now(), subscription_id=subscription_id)
    except DomainError as error:
        raise click.ClickException(error.code) from error


def _say_secret(subscription: Subscription) -> None:
    click.echo(f"subscription  {subscription.pk}")
    click.echo(f"secret        {rules.shown_secret(queries.secret(subscription))}")
