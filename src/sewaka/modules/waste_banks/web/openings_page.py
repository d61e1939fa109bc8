"""What the page of opening balances shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.kernel.ui.formats import number, rupiah
from sewaka.kernel.ui.values import Answer, Cell, Column, Row, Table
from sewaka.modules.waste_banks.actions.openings import Posted
from sewaka.modules.waste_banks.importers import MOST_BYTES
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries.openings import Plan
from sewaka.modules.waste_banks.rules.openings.sheets import Finding, Severity

_MOST: Final = 300  # findings on one page
_SEVERITIES: Final = {
    Severity.ERROR: gettext_lazy("left out"),
    Severity.WARNING: gettext_lazy("taken, please look"),
}


class WorkbookForm(forms.Form):
    """A workbook; `shown`: the hash of the dry run that is agreed to, empty for a dry run."""

    workbook = forms.FileField(
        label=gettext_lazy("Workbook with the balances (.xlsx)"),
        help_text=gettext_lazy("At most 5 MB and 20,000 lines, without macros."),
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "input"}),
        error_messages={"required": gettext_lazy("Choose a workbook (.xlsx).")},
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_workbook(self) -> UploadedFile[Any]:
        """Refused by its size before anything is read."""
        upload: UploadedFile[Any] = self.cleaned_data["workbook"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(sentence(DomainError("waste_banks.workbook.too_large")))
        return upload


def context(bank: WasteBank, form: WorkbookForm, plan: Plan | Posted | None) -> Mapping[str, Any]:
    """The page, with the dry run where there is one."""
    known = {"bank": bank, "form": form, "has_errors": bool(form.errors), "plan": None}
    if not isinstance(plan, Plan):
        return known
    fresh = [one for one in plan.openings if not one.is_posted]
    return known | {
        "plan": plan,
        "is_new": bool(fresh),
        "sums": [
            Answer(_("Rows that will be booked"), number(len(fresh))),
            Answer(_("For"), rupiah(sum(one.match.row.balance_idr for one in fresh))),
            Answer(_("Booked before"), number(len(plan.openings) - len(fresh))),
            Answer(_("Left out"), number(len({_row(one) for one in _errors(plan.findings)}))),
        ],
        "table": _findings(plan.findings[:_MOST]),
        "more": max(0, len(plan.findings) - _MOST),
    }


def booked(done: Posted) -> str:
    """What was done."""
    if not done.fresh:
        return _("Nothing was booked: this workbook was booked before.")
    return _("%(fresh)d rows were booked.") % {"fresh": done.fresh}


def _errors(found: Sequence[Finding]) -> list[Finding]:
    return [one for one in found if one.severity is Severity.ERROR]


def _row(one: Finding) -> tuple[str, str]:
    """Sheet and line of a cell's address."""
    sheet, _sep, cell = one.address.rpartition("!")
    return sheet, cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _findings(found: Sequence[Finding]) -> Table:
    return Table(
        caption=_("Cells in doubt"),
        columns=(
            Column("cell", _("Cell"), is_main=True, is_code=True),
            Column("severity", _("What becomes of it")),
            Column("found", _("It says")),
            Column("why", _("Reason")),
            Column("meaning", _("Taken as")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(one.address),
                    Cell(_SEVERITIES[one.severity]),
                    Cell(one.found),
                    Cell(sentence(DomainError(one.code))),
                    Cell(one.meaning),
                ),
                key=f"{one.address}:{one.code}",
            )
            for one in found
        ],
        empty=_("No cell is in doubt."),
    )
