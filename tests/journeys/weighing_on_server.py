"""Opens a hall on a weighing day in a running city, or counts what came back; prints JSON.

    python -m tests.journeys.weighing_on_server open 200
    python -m tests.journeys.weighing_on_server road 3
    python -m tests.journeys.weighing_on_server count <session id>
    python -m tests.journeys.weighing_on_server accept <session id>
    python -m tests.journeys.weighing_on_server forget <session id>

Tini weighs there. `accept` takes what waits for a look into the books, as the bank's head does.
`forget` takes the day's photos away, rows and files, as a backup of before leaves them.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

import django


def open_one(count: int) -> dict[str, Any]:
    """A bank with customers, and its open session."""
    from sewaka.kernel import clock
    from sewaka.modules.waste_banks.tests.hall import open_hall
    from sewaka.platform.people.models import Person
    from tests.cast import PARTS

    tini = Person.objects.get(email__iexact=PARTS["tini"].email)
    now = clock.now()
    hall = open_hall(weigher_id=tini.pk, count=count, now=now, name=f"Bank uji {now:%H%M%S}")
    numbers = [one.number for one in hall.customers]
    return {"session": str(hall.session.pk), "bank": str(hall.bank.pk), "name": hall.bank.name,
            "numbers": numbers}  # fmt: skip


def road(count: int) -> dict[str, Any]:
    """A bank as `open_one` opens it, and a vehicle that has left for each customer's door."""
    from sewaka.kernel import clock
    from sewaka.kernel.access import SYSTEM
    from sewaka.modules.waste_banks.actions.routes import start_route
    from sewaka.modules.waste_banks.models import Customer
    from sewaka.modules.waste_banks.tests.doors import plan, wish_pickup

    opened, now = open_one(count), clock.now()
    customers = Customer.objects.filter(number__in=opened["numbers"])
    route = plan([wish_pickup(one, now=now) for one in customers], now=now).route
    start_route(route_id=route.pk, actor=SYSTEM, now=now)
    return {**opened, "route": str(route.pk)}


def count(session_id: str) -> dict[str, Any]:
    """Deposits by state, what was weighed, the books, and how the session stands."""
    from sewaka.modules.waste_banks.models import (
        Deposit,
        DepositLine,
        PickupRequest,
        WeighingRecord,
        WeighingSession,
    )
    from sewaka.platform.ledger import api as ledger

    session = WeighingSession.objects.select_related("bank").get(pk=session_id)
    deposits = list(Deposit.objects.filter(session=session))
    stock = session.bank.stocks.values_list("balance_g", flat=True)
    saved = session.bank.customers.values_list("savings_account_id", flat=True)
    records = WeighingRecord.objects.filter(session=session)
    return {
        "states": [one.status for one in deposits],
        "reasons": sorted({reason for one in deposits for reason in one.reasons}),
        "customers": len({one.customer_id for one in deposits}),
        "records": records.count(),
        "ids": len(set(records.values_list("pk", flat=True))),
        "photos": DepositLine.objects.filter(deposit__in=deposits, photo__isnull=False).count(),
        "fetched": PickupRequest.objects.filter(deposit__in=deposits, case__state="done").count(),
        "stock_g": sum(stock),
        "savings_idr": sum(ledger.balances(account_ids=list(saved)).values()),
        "status": session.status,
        "findings": [str(one) for one in ledger.verify()],
    }


def accept(session_id: str) -> int:
    """How many were looked at and taken."""
    from sewaka.kernel import clock
    from sewaka.kernel.access import SYSTEM
    from sewaka.modules.waste_banks.actions.correcting import accept_deposit
    from sewaka.modules.waste_banks.models import Deposit
    from sewaka.modules.waste_banks.rules.states import DepositState

    waiting = Deposit.objects.filter(session_id=UUID(session_id), status=DepositState.REVIEW)
    ids = list(waiting.values_list("pk", flat=True))
    for one in ids:
        accept_deposit(deposit_id=one, actor=SYSTEM, now=clock.now())
    return len(ids)


def forget(session_id: str) -> int:
    """How many photos are gone. The walls around booked lines are down for that moment."""
    import psycopg

    from sewaka.config import databases
    from sewaka.modules.waste_banks.models import DepositLine
    from sewaka.platform.files.models import Rendition, StoredFile
    from sewaka.platform.files.sweeping import remove_unused

    lines = DepositLine.objects.filter(deposit__session_id=UUID(session_id), photo__isnull=False)
    photos = list(lines.values_list("photo_id", flat=True))
    keys = list(Rendition.objects.filter(file__in=photos).values_list("key", flat=True))
    with psycopg.connect(**databases.address(databases.OWNER).libpq()) as owner:
        owner.execute("ALTER TABLE waste_banks_depositline DISABLE TRIGGER USER")
        owner.execute(
            "UPDATE waste_banks_depositline SET photo_id = NULL WHERE photo_id = ANY(%s)", [photos]
        )
        owner.execute("ALTER TABLE waste_banks_depositline ENABLE TRIGGER USER")
    StoredFile.objects.filter(pk__in=photos).delete()
    return remove_unused(keys)


DEEDS = {
    "open": lambda given: open_one(int(given)),
    "road": lambda given: road(int(given)),
    "count": count,
    "accept": accept,
    "forget": forget,
}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(DEEDS[sys.argv[1]](sys.argv[2])))  # noqa: T201 - the answer of this program
