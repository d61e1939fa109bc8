"""Reports whose first office will let its time pass, and one worker that passes them on.

python -m tests.bench.hops_on_server fill 10000            prints the instant when all are due
python -m tests.bench.hops_on_server tick <instant> <start>  waits until <start> (epoch seconds),
                                                           prints what it did and how long it took
(both run with the city's variables)
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime
from typing import Any

import django

_BATCH = 1_000
_HAMLET = "51.71.01.1003.001"
_OFFICES = (
    ("reports.hamlet_head", _HAMLET, ""),
    ("reports.village_staff", "51.71.01.1003", ""),
    ("reports.district_head", "51.71.01", ""),
    ("reports.agency_officer", "", "dlhk"),
)


def fill(count: int) -> dict[str, Any]:
    """So many new reports at one hamlet, all due at the same instant; every office is staffed."""
    from sewaka.kernel import clock
    from sewaka.kernel.access import ANONYMOUS
    from sewaka.kernel.ids import new_number
    from sewaka.modules.reports.demo.replay import Replayed
    from sewaka.modules.reports.effects.arrivals import Sender, judge
    from sewaka.modules.reports.models import Hop, Report
    from sewaka.modules.reports.rules.draft import Draft
    from sewaka.platform.cases import api as cases

    now = clock.now()
    _staff(now)
    draft = Draft(
        category="201",
        description="Sampah menumpuk di depan balai banjar.",
        village_code=_HAMLET.rpartition(".")[0],
        hamlet_code=_HAMLET,
        landmark="Jl. Contoh 5",
    )
    arrival = judge(draft, sender=Sender(limits_apply=False), actor=ANONYMOUS, now=now)
    for first in range(0, count, _BATCH):
        batch = [
            Replayed(arrival, number=new_number(prefix="L", now=now), external_id=f"bench:{n}")
            for n in range(first, min(first + _BATCH, count))
        ]
        cases.write_histories([one.history for one in batch])
        Report.objects.bulk_create([one.report for one in batch])
        Hop.objects.bulk_create([hop for one in batch for hop in one.hops])
    due = arrival.legs.due_at
    return {"due": due.isoformat() if due else ""}


def tick(due: str, start: float) -> dict[str, Any]:
    """One worker's round, begun together with the others."""
    from django.db import connection

    from sewaka.modules.reports.actions.ticking import skip_late_offices

    connection.ensure_connection()
    loaded = time.process_time()
    time.sleep(max(0.0, start - time.time()))
    skipped = skip_late_offices(now=datetime.fromisoformat(due))
    return {"skipped": skipped, "seconds": time.time() - start, "cpu": time.process_time() - loaded}


def _staff(now: datetime) -> None:
    from sewaka.kernel.access import SYSTEM
    from sewaka.platform.people import api as people
    from tests.cast import banjars

    banjars()
    for number, (role, area, agency) in enumerate(_OFFICES):
        email = f"bench{number}@contoh.example"
        person = people.register(actor=SYSTEM, now=now, email=email, office_name="Contoh")
        people.grant(
            person_id=person.pk,
            role=role,
            area_code=area,
            agency_code=agency,
            actor=SYSTEM,
            now=now,
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    django.setup()
    name, *rest = sys.argv[1:]
    done = fill(int(rest[0])) if name == "fill" else tick(rest[0], float(rest[1]))
    print(json.dumps(done))  # noqa: T201 - the answer of this program
