"""`POST /api/v1/waste-banks/imports/opening-balances/{code}`: shown first, posted as shown."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from sewaka.kernel import clock
from sewaka.kernel.errors import Invalid
from sewaka.kernel.rest import PROBLEMS, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.openings import look_at_openings, post_openings
from sewaka.modules.waste_banks.importers import MOST_BYTES, read_workbook
from sewaka.modules.waste_banks.queries.openings import opening_bank
from sewaka.modules.waste_banks.rules.openings.sheets import Workbook

router = Router(tags=["waste-banks"])


class CellOut(Schema):
    """A cell in doubt. `severity`: an error keeps its row out, a warning does not."""

    address: str
    severity: str
    code: str
    found: str
    meaning: str


class OpeningsOut(Schema):
    """What the workbook means; `posted` of its rows were booked now, the others before.

    `sha256` stands for all of this: give it back as `shown` to have it booked.
    """

    sha256: str
    rows: int
    total_idr: int
    posted: int
    cells: list[CellOut]


@router.post(
    "/opening-balances/{code}",
    auth=SessionActor(),
    response={200: OpeningsOut, **PROBLEMS},
    operation_id="waste_banks_openings",
)
def post_opening_balances(
    request: HttpRequest,
    code: str,
    workbook: Annotated[UploadedFile | None, File()] = None,
    shown: Annotated[str, Form()] = "",
) -> dict[str, Any]:
    """Opening balances of a bank out of a workbook (`workbook`, xlsx, at most 5 MB).

    Without `shown` nothing is booked. The same workbook once more books nothing.
    """
    actor, now = actor_of(request), clock.now()
    bank = opening_bank(actor=actor, code=code)
    book = _read(workbook)
    plan = look_at_openings(bank_id=bank.pk, workbook=book, actor=actor, now=now)
    posted = 0
    if shown:
        done = post_openings(bank_id=bank.pk, workbook=book, shown=shown, actor=actor, now=now)
        posted = done.fresh
    cells = [CellOut.from_orm(one) for one in plan.findings]
    return {
        "sha256": plan.sha256,
        "rows": len(plan.openings),
        "total_idr": plan.total_idr,
        "posted": posted,
        "cells": cells,
    }


def _read(workbook: UploadedFile | None) -> Workbook:
    if workbook is None:
        raise Invalid(fields={"workbook": "waste_banks.workbook.missing"})
    if (workbook.size or 0) > MOST_BYTES:
        raise Invalid(fields={"workbook": "waste_banks.workbook.too_large"})
    return read_workbook(workbook.read())
