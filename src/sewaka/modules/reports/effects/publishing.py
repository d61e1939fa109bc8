"""The public row of a report: written with the deed, from what the deed left behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from sewaka.kernel.rows import insert
from sewaka.modules.reports.effects import service_requests
from sewaka.modules.reports.models import PublicReport, Report, ReportPhoto, catalogue
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.georeport import writing
from sewaka.modules.reports.rules.privacy import public_text
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case, SlaClock
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
        promised=promised(cases.clocks(case=case)),
        updated_at=updated_at,
    )
    PublicReport.objects.bulk_create(
        [PublicReport(case=case, **row)],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=list(row),
    )


def show_new(*, case: Case, report: Report, promised: Promised, has_photos: bool) -> None:
    """The public row of a report that has just come in and may be read at once."""
    photos = released_photos(report) if has_photos else []
    row = public_row(
        case=case, report=report, photos=photos, promised=promised, updated_at=case.opened_at
    )
    insert(PublicReport(case=case, **row))


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


@dataclass(frozen=True, slots=True)
class Promised:
    """Until when an answer and a solution are promised: the newest clock of each kind."""

    response_at: datetime | None = None
    resolution_at: datetime | None = None


def promised(clocks: Iterable[SlaClock]) -> Promised:
    """The promises that a case's clocks hold, given in the order of their start."""
    newest = {clock.kind: clock.due_at for clock in clocks}
    return Promised(newest.get("response"), newest.get("resolution"))


def public_row(
    *,
    case: Case,
    report: Report,
    photos: list[ReportPhoto],
    promised: Promised,
    updated_at: datetime,
) -> dict[str, Any]:
    """The columns of `PublicReport`, ready fragments included."""
    addresses = [photo_addresses(photo, now=updated_at) for photo in photos]
    shown = shown_of(
        case=case, report=report, photos=addresses, promised=promised, updated_at=updated_at
    )
    return {
        "number": case.number,
        "requested_at": case.opened_at,
        "updated_at": updated_at,
        "status_updated_at": case.closed_at or updated_at,
        "expected_at": promised.resolution_at,
        "is_open": states.is_open(case.state),
        "state": case.state,
        "service_code": report.category_id,
        "village_code": report.village_code,
        "agency_code": case.agency_id or "",
        "lat": case.lat,
        "lon": case.lon,
        **fragments(shown),
    }


def fragments(shown: Mapping[str, Any]) -> dict[str, str]:
    """The row in each ready form."""
    fragment = orjson.dumps(shown, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)
    request = service_requests.standard(shown)
    return {
        "fragment": fragment.decode(),
        "geo_json": writing.as_json(request).decode(),
        "geo_xml": writing.as_xml("request", request).decode(),
    }


def shown_of(
    *,
    case: Case,
    report: Report,
    photos: list[dict[str, Any]],
    promised: Promised,
    updated_at: datetime,
) -> dict[str, Any]:
    """The JSON object of one public report: public text only, no name, no contact."""
    category = catalogue.category(report.category_id)
    master = case.parent.number if case.parent_id and case.parent else ""
    return {
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
        "expected_at": promised.resolution_at,
        "response_due_at": promised.response_at,
        "closed_at": case.closed_at,
        "channel": report.channel,
        "note": public_text(report.public_note),
        "reason_code": report.reason_code,
        "external_body": report.external_body,
        "merged_into": master,
        "answers": public_answers(report.answers),
        "photos": photos,
    }


def public_answers(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Answers to questions as the public may read them: covered like every text."""
    values: Mapping[str, list[str]] = answers.get("values", {})
    return {code: [public_text(one) for one in found] for code, found in values.items()}


def photo_addresses(photo: ReportPhoto, *, now: datetime) -> dict[str, Any]:
    """Where a released photo is served: two sizes and its shape."""
    found = files.urls(file=photo.file, sight=files.Sight.PUBLIC, now=now)
    if found is None:
        return {"stage": photo.stage, "url": "", "small": ""}
    return {
        "stage": photo.stage,
        "url": found.medium,
        "small": found.small,
        "jpeg": found.jpeg,
        "width": found.width,
        "height": found.height,
    }
