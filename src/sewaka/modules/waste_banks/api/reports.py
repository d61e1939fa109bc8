"""`/api/v1/waste-banks/reports` and `.../sipsn`: files for banks, city and ministry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.kernel.rest import PROBLEMS, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.exporting import note_semester_file
from sewaka.modules.waste_banks.exporters import monthly
from sewaka.modules.waste_banks.exporters.sipsn import semester_file
from sewaka.modules.waste_banks.queries.reports import month_report
from sewaka.modules.waste_banks.queries.semesters import semester_facts

router = Router(auth=SessionActor(), tags=["waste-banks"])


@router.get(
    "/sipsn/{int:year}/{int:semester}.csv",
    response={200: str, **PROBLEMS},
    operation_id="waste_banks_sipsn",
    url_name="waste_banks_sipsn",
)
def get_semester_file(
    request: HttpRequest, year: int, semester: int, *, draft: bool = False
) -> HttpResponse:
    """The semester file for SIPSN, for supervisors; its SHA-256 is recorded and told as ETag.

    409 `waste_banks.sipsn.open_sessions` while a weighing day is not locked, but for a draft.
    """
    actor = actor_of(request)
    facts = semester_facts(actor=actor, year=year, semester=semester)
    made = semester_file(facts, year=year, semester=semester, is_draft=draft)
    note_semester_file(
        year=year, semester=semester, is_draft=draft, sha256=made.sha256,
        actor=actor, now=clock.now(),
    )  # fmt: skip
    return _file(made.body, name=made.name, kind="text/csv; charset=utf-8", etag=made.sha256)


@router.get(
    "/reports/{month}.{form}",
    response={200: str, **PROBLEMS},
    operation_id="waste_banks_month",
    url_name="waste_banks_month",
)
def get_month(request: HttpRequest, month: str, form: str, bank: str = "") -> HttpResponse:
    """The report of a month ("2026-11") as json, csv or xlsx: of the bank with that code for its
    officers and for supervisors; without one of the whole city, for supervisors."""
    report = month_report(actor=actor_of(request), month=month, code=bank)
    if form not in monthly.TYPES:
        raise NotFound("waste_banks.report.not_found")
    name = f"{bank or 'bank-sampah'}-{month}.{form}"
    return _file(monthly.write(report, form=form), name=name, kind=monthly.TYPES[form])


def _file(body: bytes, *, name: str, kind: str, etag: str = "") -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if etag:
        headers["ETag"] = f'"{etag}"'
    return HttpResponse(body, content_type=kind, headers=headers)
