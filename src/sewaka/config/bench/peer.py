"""The same deposits into django-hordak, by one process, in a database of its own.

python -m sewaka.config.bench.peer fill ACCOUNTS | single TIMES SEED    (with the city's variables)

Its transaction and its three legs (`bulk_create`) are one transaction of the database, guarded by
its own triggers. The connection is as ours (kept, statements bound on the server), but its plans
are left as PostgreSQL and Django leave them, which is the faster way for it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import django
from django.conf import settings

from sewaka.config import databases
from sewaka.config.bench.taking import taken

DATABASE: Final = "sewaka_peer"
_DAY: Final = date(2026, 11, 23)
_FEE_BP: Final = 500


def configure() -> None:
    """Django with hordak and what it needs, nothing else."""
    there = replace(databases.address(databases.OWNER), name=DATABASE)
    found: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": there.host,
        "USER": there.user,
        "PASSWORD": there.password,
        "NAME": there.name,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"server_side_binding": True},
    }
    settings.configure(
        DATABASES={"default": found},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DEFAULT_CURRENCY="IDR",
        CURRENCIES=["IDR"],
        HORDAK_DECIMAL_PLACES=0,
        USE_TZ=True,
    )
    django.setup()


def fill(accounts: int) -> None:
    """Its schema, stock, fees, and an account for each customer."""
    from django.core.management import call_command
    from hordak.models import Account, AccountType

    call_command("migrate", verbosity=0)
    kinds = [("stock", AccountType.asset), ("fees", AccountType.income)]
    kinds += [("savings", AccountType.liability)] * accounts
    made = [
        # Roots of trees of their own, as its manager would number them.
        Account(name=name, type=kind, currencies=["IDR"], lft=1, rght=2, tree_id=place, level=0)
        for place, (name, kind) in enumerate(kinds, start=1)
    ]
    Account.objects.bulk_create(made, batch_size=500)


def deposit(seed: int) -> Callable[[], None]:
    """One."""
    from django.db import transaction
    from hordak.models import Account, Leg, Transaction
    from moneyed import Money

    chance = random.Random(seed)  # noqa: S311 - a program that can be repeated
    numbers = Account.objects.values_list("pk", flat=True)
    stock, fees = numbers.get(name="stock"), numbers.get(name="fees")
    savings = list(numbers.filter(name="savings"))

    def post() -> None:
        amount = chance.randint(100, 90_000)
        fee = amount * _FEE_BP // 10_000
        with transaction.atomic():
            one = Transaction.objects.create(date=_DAY, description="bench.deposit")
            legs = [
                Leg(transaction=one, account_id=stock, debit=Money(amount, "IDR")),
                Leg(
                    transaction=one,
                    account_id=chance.choice(savings),
                    credit=Money(amount - fee, "IDR"),
                ),
                Leg(transaction=one, account_id=fees, credit=Money(fee, "IDR")),
            ]
            Leg.objects.bulk_create(legs)

    return post


def main(kind: str, *numbers: str) -> None:
    """What was asked on the command line."""
    from django.db import connection

    configure()
    if kind == "fill":
        fill(int(numbers[0]))
        return
    times, seed = map(int, numbers)
    act = deposit(seed)
    connection.ensure_connection()
    backend = int(connection.connection.info.backend_pid)
    print(json.dumps(taken(act, times=times, backend=backend)))  # noqa: T201 - that is what it is for


if __name__ == "__main__":
    main(*sys.argv[1:])
