"""How long the hints of duplicates take in one process, and whether the index misses any.

`python -m tests.bench.hints 400` prints one line of JSON. Runs on the data of the settings.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
django.setup()

from sewaka.kernel import clock  # noqa: E402 - Django comes first
from sewaka.kernel.geo import Position, box_around  # noqa: E402
from sewaka.modules.reports.effects import likeness  # noqa: E402
from sewaka.modules.reports.models import PublicReport, Report, catalogue, nearby  # noqa: E402
from sewaka.modules.reports.rules.duplicates import OFFICER_RADIUS_M, Known, Search, kin  # noqa: E402

_SEED = 20160428
_WALKED_THROUGH = 10


def places(count: int) -> list[PublicReport]:
    """Public reports all over the city, from every time."""
    step = max(1, PublicReport.objects.count() // count)
    keys = PublicReport.objects.order_by("case_id").values_list("pk", flat=True)[::step]
    return list(PublicReport.objects.filter(pk__in=list(keys)[:count], lat__isnull=False))


def open_ones(count: int) -> list[Report]:
    """Open cases all over the city."""
    waiting = Report.objects.filter(case__closed_at=None, case__lat__isnull=False)
    step = max(1, waiting.count() // count)
    return list(waiting.select_related("case", "category").order_by("pk")[::step])[:count]


def citizen(row: PublicReport, dice: Random) -> None:
    """Somebody stands within 30 m of it and wants to report the same kind of thing."""
    box = box_around(Position(lat=row.lat or 0, lon=row.lon or 0), 30)
    likeness.of_words(
        category=row.service_code,
        position=Position(
            lat=dice.uniform(box.south, box.north), lon=dice.uniform(box.west, box.east)
        ),
        text="Sudah tiga hari begini, tolong segera dicek oleh petugas di lapangan.",
        now=clock.now(),
    )


def officer(report: Report) -> None:
    """An officer opens the case."""
    likeness.of_case(case=report.case, report=report, now=clock.now())


def timed(run: Callable[[], None]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def share(values: Sequence[float], part: float) -> float:
    """The value below which that part of them lies."""
    return round(sorted(values)[int(part * (len(values) - 1))], 1)


def is_exact(row: PublicReport, *, radius_m: float) -> bool:
    """Whether the index finds what a walk through every row finds."""
    siblings = {code: one.siblings for code, one in catalogue.current().categories.items()}
    search = Search(
        codes=kin(row.service_code, siblings),
        centre=Position(lat=row.lat or 0, lon=row.lon or 0),
        radius_m=radius_m,
        now=clock.now(),
    )
    found = {one.pk for one in nearby.found(search)}
    walked = PublicReport.objects.filter(service_code__in=search.codes, lat__isnull=False)
    facts = walked.values_list(
        "pk", "service_code", "lat", "lon", "requested_at", "state", "case__closed_at"
    )
    taken = {
        pk
        for pk, code, lat, lon, at, state, closed_at in facts.iterator(chunk_size=10_000)
        if search.takes(Known(code, Position(lat=lat or 0, lon=lon or 0), at, state, closed_at))
    }
    return found == taken


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1])
    dice = Random(_SEED)  # noqa: S311 - a measurement, not a secret
    rows = places(count)
    reports = open_ones(count)
    for row in rows[:20]:
        citizen(row, dice)
    asked = [timed(partial(citizen, row, dice)) for row in rows]
    opened = [timed(partial(officer, one)) for one in reports]
    walked = rows[:: max(1, len(rows) // _WALKED_THROUGH)]
    exact = sum(is_exact(row, radius_m=OFFICER_RADIUS_M) for row in walked)
    print(  # noqa: T201 - the line is the result
        json.dumps(
            {
                "rows": PublicReport.objects.count(),
                "citizen": [len(asked), share(asked, 0.5), share(asked, 0.95), share(asked, 1)],
                "officer": [len(opened), share(opened, 0.5), share(opened, 0.95), share(opened, 1)],
                "exact": [exact, len(walked)],
            }
        )
    )


if __name__ == "__main__":
    main()
