"""The figures once more, from the log of events alone: no table of the cases is read.

Written to be plain, not fast, and to share nothing with what it checks but the calendar.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from sewaka.kernel.calendar import working_minutes
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.rules.figures.durations import bucket_of
from sewaka.platform.calendars import api as calendars

ANSWERS = {"report_accepted", "work_started", "report_rejected", "report_not_responsible",
           "report_resolved"}  # fmt: skip
COUNTED = {"report_resolved": "resolved", "report_confirmed": "confirmed",
           "report_disputed": "disputed", "report_rejected": "rejected",
           "report_auto_closed": "silent", "report_not_responsible": "elsewhere",
           "report_cancelled": "withdrawn"}  # fmt: skip
ENDS = {"report_resolved", "report_rejected", "report_auto_closed", "report_not_responsible",
        "report_cancelled", "report_confirmed"}  # fmt: skip
LEVELS = {"agency_head": "head", "inspectorate": "agency", "inspector": "head"}
Told = tuple[datetime, str, dict[str, Any]]
Fact = tuple[datetime, str, str, int | None]  # when, what, which agency, how long
# day, kind, category, agency, village, is private, bucket
Line = tuple[date, str, str, str, str, bool, int | None]


def lines() -> Counter[Line]:
    """Everything that is to be counted, by what it is counted under."""
    found: Counter[Line] = Counter()
    for case_id, story in stories().items():
        report = Report.objects.get(pk=case_id)
        is_private = report.visibility_wanted == "parties"
        for at, kind, agency, bucket in facts(story):
            village = story[0][2]["area_code"][:13]
            line = (local(at), kind, report.category_id, agency, village, is_private, bucket)
            found[line] += 1
    return found


def local(at: datetime) -> date:
    """The day in the city."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def stories() -> dict[UUID, list[Told]]:
    """The events of each report that is not sealed, in the order in which they were told."""
    told: dict[UUID, list[Told]] = defaultdict(list)
    sealed: set[UUID] = set()
    for row in EventRow.objects.order_by("position"):
        name = row.name.partition(".")[2]
        if row.case_id is None:
            continue
        if row.data.get("visibility") == "secret":
            sealed.add(row.case_id)
        is_breach = name in ("clock_breached", "hop_skipped")
        at = datetime.fromisoformat(row.data["due_at"]) if is_breach else row.occurred_at
        told[row.case_id].append((at, name, row.data))
    return {
        case_id: sorted(story, key=lambda one: one[0])
        for case_id, story in told.items()
        if case_id not in sealed
    }


class Story:
    """The story of one report, told event by event; `facts` gathers when, what, who, how long."""

    def __init__(self, first: Told) -> None:
        self.opened, _, told = first
        self.facts: list[Fact] = []
        self.agency, self.start = "", self.opened
        self.asked: datetime | None = None
        self.pauses: list[tuple[datetime, datetime]] = []
        self.is_answered, self.is_open = False, True
        self.missed: set[str] = set()
        self.note(self.opened, "received", told["agency_code"])

    def note(self, at: datetime, kind: str, agency: str, bucket: int | None = None) -> None:
        """One fact."""
        self.facts.append((at, kind, agency, bucket))

    def tell(self, at: datetime, name: str, data: dict[str, Any]) -> None:
        """The next event."""
        agency = data["agency_code"]
        if agency and agency != self.agency:
            self.note(at, "reached", agency)
            self.agency = agency
        if name == "hop_skipped":
            level = LEVELS.get(data["level"], data["level"])
            self.note(at, f"skipped_{level}", agency if level in ("agency", "head") else "")
            return
        if name == "clock_breached":
            self.missed.add(data["clock"])
            kind = "answer_missed" if data["clock"] == "response" else "done_missed"
            self.note(at, kind, agency)
            return
        self.wait(at, name)
        self.answer(at, name, agency)
        self.end(at, name, data)

    def wait(self, at: datetime, name: str) -> None:
        """From a question to whatever comes next."""
        if self.asked is not None:
            self.pauses.append((self.asked, at))
        self.asked = at if name == "info_asked" else None

    def answer(self, at: datetime, name: str, agency: str) -> None:
        """The first answer of a round."""
        if name not in ANSWERS or self.is_answered:
            return
        self.is_answered = True
        self.note(at, "answered", agency, self.spent(at))
        if "response" not in self.missed:
            self.note(at, "answered_in_time", agency)

    def end(self, at: datetime, name: str, data: dict[str, Any]) -> None:
        """Results, what citizens say of them, and other ends."""
        agency = data["agency_code"]
        is_result = name == "report_resolved"
        if name in COUNTED:
            self.note(at, COUNTED[name], agency, self.spent(at) if is_result else None)
        if is_result and not data["is_validated"]:
            self.note(at, "unvalidated", agency)
        if is_result and "resolution" not in self.missed:
            self.note(at, "done_in_time", agency)
        if name == "report_disputed":
            self.start, self.is_answered, self.missed = at, False, set()
        self.is_open = name == "report_disputed" or (self.is_open and name not in ENDS)

    def spent(self, until: datetime) -> int:
        """The bucket of the working time since the round began, without waiting."""
        calendar = calendars.work_calendar()
        waited = sum(
            working_minutes(calendar, max(self.start, begun), min(until, over))
            for begun, over in self.pauses
        )
        return bucket_of(working_minutes(calendar, self.start, until) - waited)

    def close(self, agency: str) -> None:
        """What is true now."""
        if not self.is_open:
            return
        self.note(self.opened, "open", agency)
        if "resolution" in self.missed or ("response" in self.missed and not self.is_answered):
            self.note(self.opened, "overdue", agency)


def facts(story: list[Told]) -> list[Fact]:
    """The story of one report as facts."""
    told = Story(story[0])
    for event in story:
        told.tell(*event)
    told.close(story[-1][2]["agency_code"])
    return told.facts
