"""Reports that are sent into the city under test without a browser."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.journeys.server import City


@dataclass(frozen=True, slots=True)
class SentReport:
    """What its author knows of a report, and the ids of its photos."""

    number: str
    secret: str
    photos: tuple[str, ...]


def send_reports(
    city: City, count: int, landmark: str, *, with_photo: bool = False, is_accepted: bool = False
) -> list[SentReport]:
    """Reports that lie at Pak Wayan's desk, or that Agus has taken on, in the order of sending."""
    options = ["--with-photo"] * with_photo + ["--accepted"] * is_accepted
    printed = city.run("-m", "tests.journeys.reports_on_server", str(count), landmark, *options)
    rows = json.loads(printed.splitlines()[-1])
    return [SentReport(one["number"], one["secret"], tuple(one["photos"])) for one in rows]
