"""One way to say what an action does, so that no effect forgets event or public row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sewaka.kernel.access import Actor
from sewaka.modules.reports.effects import publishing
from sewaka.modules.reports.events import ReportEvent
from sewaka.modules.reports.models import Report, ReporterContact
from sewaka.platform.cases.api import KEEP, Case, ClockStart, EntryDraft, FileUse, Outcome

Given = Mapping[str, Any]
AUTHOR_WINDOW = timedelta(days=10)  # calendar days to answer us, brief section 4
KEEP_CONTACT = timedelta(days=730)  # after closing; the job `retention` erases then


@dataclass(frozen=True, slots=True)
class Act:
    """One action on one report: the locked case, its details, the answers, who and when."""

    case: Case
    report: Report
    given: Given
    actor: Actor
    now: datetime

    def outcome(
        self,
        event: type[ReportEvent],
        *,
        target: str = "",
        text: str = "",
        audience: str = "public",
        facts: Given | None = None,
        files: tuple[FileUse, ...] = (),
        visibility: str = KEEP,
        holder_role: str = KEEP,
        agency_id: str | None = KEEP,
        stop_clocks: tuple[str, ...] = (),
        start_clocks: tuple[ClockStart, ...] = (),
        told: Given | None = None,
    ) -> Outcome:
        """What becomes of the case. `told` are the event's own fields besides the common ones.

        The public row is written after the case has changed, in the same transaction.
        """
        agency = self.case.agency_id if agency_id is KEEP else agency_id
        seen = self.case.visibility if visibility is KEEP else visibility
        recorded = self._recorded(event, agency=agency or "", visibility=seen, told=told or {})
        return Outcome(
            entry=EntryDraft(text=text, audience=audience, facts=dict(facts or {}), files=files),
            target=target,
            visibility=visibility,
            holder_role=holder_role,
            agency_id=agency_id,
            stop_clocks=stop_clocks,
            start_clocks=start_clocks,
            event=recorded,
            after=self.keep_in_step,
        )

    def _recorded(
        self, event: type[ReportEvent], *, agency: str, visibility: str, told: Given
    ) -> ReportEvent:
        return event(
            case_id=self.case.pk,
            number=self.case.number,
            service_code=self.report.category_id,
            area_code=self.case.area_code,
            agency_code=agency,
            visibility=visibility,
            **told,
        )

    def keep_in_step(self, case: Case) -> None:
        """Public row and the date of erasure, after the case has changed."""
        publishing.refresh(case=case, report=self.report, updated_at=self.now)
        erase_after = case.closed_at + KEEP_CONTACT if case.closed_at else None
        ReporterContact.objects.filter(pk=case.pk).exclude(erase_after=erase_after).update(
            erase_after=erase_after
        )


def close_window(act: Act) -> None:
    """The author has answered, or the time is over: nothing is awaited from them any more."""
    act.report.author_until = None
    act.report.save(update_fields=["author_until"])


def effect_of(deed: Callable[[Act], Outcome]) -> Callable[..., Outcome]:
    """A deed in the shape that a transition calls."""

    def effect(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:
        report = Report.objects.select_related("category").get(pk=case.pk)
        return deed(Act(case=case, report=report, given=given, actor=actor, now=now))

    return effect
