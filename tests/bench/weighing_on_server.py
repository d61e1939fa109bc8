"""Opens a hall in a running city, and writes what phones in it will send; prints JSON.

    python -m tests.bench.weighing_on_server CUSTOMERS PHONES RECORDS

Tini weighs there. Nothing is sent: each upload is made ready, signed, with its path and headers.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import django


def main(customers: int, phones: int, records: int) -> dict[str, Any]:
    """The package's path, and an upload of each phone."""
    from sewaka.kernel import clock
    from sewaka.modules.waste_banks.tests.hall import Phone, open_hall, wire
    from sewaka.platform.people.models import Person
    from tests.cast import PARTS

    tini = Person.objects.get(email__iexact=PARTS["tini"].email)
    now = clock.now()
    hall = open_hall(weigher_id=tini.pk, count=customers, now=now, name=f"Bank uji {now:%H%M%S}")
    uploads = []
    for number in range(phones):
        phone = Phone(hall, tini.pk, now)
        for n in range(records):
            phone.deposit(hall.customers[(number * records + n) % customers], grams=500 + n)
        uploads.append(asdict(phone.request("records", *wire(phone.rows))))
    package = f"/api/v1/waste-banks/sessions/{hall.session.pk}/package?device={phone.device.pk}"
    return {"package": package, "uploads": uploads}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(*map(int, sys.argv[1:]))))  # noqa: T201 - the answer of this program
