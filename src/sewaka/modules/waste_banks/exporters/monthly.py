"""The report of a month as JSON, CSV and workbook. Same facts, same JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import orjson
from openpyxl import Workbook

from sewaka.kernel.text import spreadsheet_safe
from sewaka.modules.waste_banks.queries.reports import MonthReport
from sewaka.modules.waste_banks.rules.impact import Factor

TYPES: Final = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FIGURES: Final = (
    "deposits", "fees_idr", "customers", "active_customers", "withdrawals", "withdrawn_idr",
    "sales", "sold_idr", "sold_g", "lost_g", "residue_g",
)  # fmt: skip
_Line = tuple[str, str, str, int | str]  # section, code, name, figure


def write(report: MonthReport, *, form: str) -> bytes:
    """In one of the forms of `TYPES`."""
    return {"json": _json, "csv": _csv, "xlsx": _xlsx}[form](report)


def plain(report: MonthReport) -> dict[str, Any]:
    """As JSON has it: whole grams, whole rupiah; CO2e in grams from low to high."""
    whole, climate = report.whole, report.avoided
    return {
        "month": f"{report.first:%Y-%m}",
        "bank": report.bank.code if report.bank else None,
        "in_g": whole.grams,
        "in_idr": whole.idr,
        **{name: getattr(whole, name) for name in _FIGURES},
        "sorts": [asdict(one) for one in whole.sorts],
        "co2e": {
            "low_g": climate.low_g,
            "high_g": climate.high_g,
            "counted_g": climate.counted_g,
            "uncounted_g": climate.uncounted_g,
            "sources": [_source(one) for one in climate.factors],
        },
        "banks": [asdict(one) for one in report.banks],
    }


def _source(one: Factor) -> dict[str, Any]:
    return {
        "material": one.material.value,
        "avoided_g_per_kg": one.avoided_g_per_kg,
        "source": one.source,
        "note": one.note,
        "verified": one.is_verified,
    }


def _lines(report: MonthReport) -> Iterator[_Line]:
    """One figure a line, so that every form says the same."""
    said = plain(report)
    for name in ("in_g", "in_idr", *_FIGURES):
        yield "figure", name, "", said[name]
    for sort in report.whole.sorts:
        yield "sort_g", sort.code, sort.name, sort.grams
        yield "sort_idr", sort.code, sort.name, sort.idr
    for name in ("low_g", "high_g", "counted_g", "uncounted_g"):
        yield "co2e", name, "", said["co2e"][name]
    for source in said["co2e"]["sources"]:
        checked = "verified" if source["verified"] else "not verified"
        words = "; ".join(part for part in (source["source"], source["note"], checked) if part)
        yield "co2e_source", source["material"], words, source["avoided_g_per_kg"]
    for bank in report.banks:
        yield "bank_g", bank.code, bank.name, bank.grams
        yield "bank_idr", bank.code, bank.name, bank.idr


def _json(report: MonthReport) -> bytes:
    return orjson.dumps(plain(report), option=orjson.OPT_INDENT_2)


def _csv(report: MonthReport) -> bytes:
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\r\n")
    out.writerow(("month", "bank", "section", "code", "name", "value"))
    month, bank = f"{report.first:%Y-%m}", report.bank.code if report.bank else ""
    for section, code, name, value in _lines(report):
        out.writerow((month, bank, section, code, spreadsheet_safe(name), value))
    return written.getvalue().encode()


def _xlsx(report: MonthReport) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(f"{report.first:%Y-%m}")
    sheet.append(["section", "code", "name", "value"])
    for section, code, name, value in _lines(report):
        sheet.append([section, code, spreadsheet_safe(name), value])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
