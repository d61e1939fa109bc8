"""The public row of a report: written with the deed, from what the deed left behind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from sewaka.modules.reports.models import PublicReport, Report, ReportPhoto, catalogue
from sewaka.modules.reports.rules import states
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case
from sewaka.platform.files import api as files


def refresh(*, case: Case, report: Report, updated_at: datetime) -> None:
    """Bring the public row in step with case and report; take it away when it may not be seen.

    Call it inside the transaction of the change, after the change.
    """
    if not is_public(case=case, report=report):
        PublicReport.objects.filter(case_id=case.pk).delete()
        return
    row = public_row(
        case=case,
        report=report,
        photos=released_photos(report),
        expected_at=_expected_at(case),
        updated_at=updated_at,
    )
    PublicReport.objects.bulk_create(
        [PublicReport(case=case, **row)],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=list(row),
    )


def open_visibility(report: Report) -> str:
    """How visible the case becomes with its release; a moderator's veto stands."""
    if report.withheld_at is not None and report.visibility_wanted == "public":
        return "parties"
    return report.visibility_wanted


def is_public(*, case: Case, report: Report) -> bool:
    """Whether anybody may read it: released, not withheld, and not closed to the public."""
    return (
        case.visibility == "public"
        and report.released_at is not None
        and report.withheld_at is None
    )


def released_photos(report: Report) -> list[ReportPhoto]:
    """The photos that the public may see, in order."""
    return list(
        ReportPhoto.objects.filter(report=report, file__state=files.FileState.READY).select_related(
            "file"
        )
    )


def public_row(
    *,
    case: Case,
    report: Report,
    photos: list[ReportPhoto],
    expected_at: datetime | None,
    updated_at: datetime,
) -> dict[str, Any]:
    """The columns of `PublicReport`, ready fragment included."""
    return {
        "number": case.number,
        "requested_at": case.opened_at,
        "updated_at": updated_at,
        "expected_at": expected_at,
        "is_open": states.is_open(case.state),
        "state": case.state,
        "service_code": report.category_id,
        "village_code": report.village_code,
        "agency_code": case.agency_id or "",
        "lat": case.lat,
        "lon": case.lon,
        "fragment": fragment(
            case=case,
            report=report,
            photos=[photo_addresses(photo, now=updated_at) for photo in photos],
            expected_at=expected_at,
            updated_at=updated_at,
        ),
    }


def fragment(
    *,
    case: Case,
    report: Report,
    photos: list[dict[str, Any]],
    expected_at: datetime | None,
    updated_at: datetime,
) -> str:
    """The JSON object of one public report: public text only, no name, no contact."""
    category = catalogue.category(report.category_id)
    value = {
        "number": case.number,
        "status": "open" if states.is_open(case.state) else "closed",
        "state": case.state,
        "category": report.category_id,
        "category_name": category.name,
        "kind": report.kind,
        "title": case.title,
        "description": report.description_public,
        "landmark": report.landmark,
        "village": report.village_code,
        "village_name": catalogue.area_name(report.village_code),
        "agency": case.agency_id or "",
        "agency_name": catalogue.agency_name(case.agency_id),
        "lat": case.lat,
        "lon": case.lon,
        "requested_at": case.opened_at,
        "updated_at": updated_at,
        "expected_at": expected_at,
        "closed_at": case.closed_at,
        "photos": photos,
    }
    return orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS).decode()


def photo_addresses(photo: ReportPhoto, *, now: datetime) -> dict[str, Any]:
    """Where a released photo is served: two sizes and its shape."""
    found = files.urls(file=photo.file, sight=files.Sight.PUBLIC, now=now)
    if found is None:
        return {"stage": photo.stage, "url": "", "small": ""}
    return {
        "stage": photo.stage,
        "url": found.medium,
        "small": found.small,
        "width": found.width,
        "height": found.height,
    }


def _expected_at(case: Case) -> datetime | None:
    """Until when a solution is promised: the newest resolution clock."""
    promised = [one.due_at for one in cases.clocks(case=case) if one.kind == "resolution"]
    return promised[-1] if promised else None
