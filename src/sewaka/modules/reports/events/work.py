"""What happens to the work: planned, begun, finished, looked at by another office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sewaka.modules.reports.events.base import ReportEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportScheduled(ReportEvent):
    """The agency named the day of the work."""

    name = "reports.report_scheduled"
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStarted(ReportEvent):
    """Work began."""

    name = "reports.work_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFinished(ReportEvent):
    """The office says it is done; another office looks at it next."""

    name = "reports.work_finished"
    round: int
    proofs: int  # photos of the result
    is_doubted: bool  # a photo was taken elsewhere or earlier, and the office said why


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportValidated(ReportEvent):
    """A look at finished work that did not end it: refused, or silent and passed on."""

    name = "reports.report_validated"
    round: int
    verdict: str  # refused, skipped; an accepted one is told by `ReportResolved`
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResolved(ReportEvent):
    """It is done: another office has looked (`is_validated`), or all that were asked are silent.

    The author has the last word.
    """

    name = "reports.report_resolved"
    version = 2
    round: int
    is_validated: bool

    @classmethod
    def upcast(cls, version: int, fields: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG003 - only version 1 is older
        """Before version 2 no other office looked."""
        return {**fields, "is_validated": False}
