"""`sewaka people ...`: the first administrator of roles, and whoever else has no desk yet."""

from __future__ import annotations

from datetime import datetime

import click
from django.db import transaction

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.platform.people import actions
from sewaka.platform.people.models import Person
from sewaka.platform.people.rules import normalise_email


@click.group(name="people")
def group() -> None:
    """Accounts and roles."""


@group.command(name="invite")
@click.argument("email")
@click.option("--name", default="", help="Name shown in office.")
@click.option("--role", required=True, help="Such as people_admin.")
@click.option("--area", default="", help="Area code; without it the whole city.")
@click.option("--agency", default="", help="Code of an office.")
def invite(email: str, name: str, role: str, area: str, agency: str) -> None:
    """Give EMAIL a role, with a new account where there is none.

    A new account has no password: its owner chooses one by "forgot the password".
    """
    now = clock.now()
    try:
        with transaction.atomic():
            person, is_new = _account(email, name=name, now=now)
            actions.grant(
                person_id=person.pk,
                role=role,
                area_code=area,
                agency_code=agency,
                actor=SYSTEM,
                now=now,
            )
    except DomainError as refused:
        raise click.ClickException(sentence(refused)) from refused
    what = "a new account" if is_new else "the account"
    click.echo(f"{what} of {person.email} has the role {role}")


def _account(email: str, *, name: str, now: datetime) -> tuple[Person, bool]:
    known = Person.objects.filter(email=normalise_email(email)).first()
    if known is not None:
        return known, False
    return actions.register(actor=SYSTEM, now=now, email=email, office_name=name), True
