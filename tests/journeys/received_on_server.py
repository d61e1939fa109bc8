"""Prints what a running city holds of the reports at a landmark, as JSON.

    python -m tests.journeys.received_on_server "depan warung contoh"

One list per report: number, photos expected, the places of the photos that are there.
"""

from __future__ import annotations

import json
import sys

import django


def main(landmark: str) -> list[list[object]]:
    """Every report whose landmark begins so, in the order of arrival."""
    from sewaka.modules.reports.models import Report, ReportPhoto

    found = Report.objects.filter(landmark__startswith=landmark).select_related("case")
    return [
        [
            report.case.number,
            report.photos_expected,
            list(
                ReportPhoto.objects.filter(report=report, stage="before")
                .order_by("sent_as")
                .values_list("sent_as", flat=True)
            ),
        ]
        for report in found.order_by("sent_at")
    ]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(sys.argv[1])))  # noqa: T201 - the answer of this program
