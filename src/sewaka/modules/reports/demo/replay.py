"""The module's own deeds on a report that is not in the database yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from sewaka.kernel.access import Actor
from sewaka.kernel.ids import new_id, new_secret
from sewaka.modules.reports.effects import (
    author,
    checking,
    office,
    publishing,
    triage,
    watching,
    work,
)
from sewaka.modules.reports.effects.acts import Act
from sewaka.modules.reports.effects.arrivals import Arrival
from sewaka.modules.reports.effects.hops import Estafet
from sewaka.modules.reports.models import Hop, PublicReport, Report, Watch
from sewaka.modules.reports.rules import numbers, states
from sewaka.modules.reports.rules.levels import Level
from sewaka.platform.cases.api import Case, EntryDraft, FileUse, History, Outcome, SlaClock

Deed = Callable[[Act], Outcome]

DEEDS: Mapping[str, Deed] = {
    "verify": office.verify,
    "hand_over": office.hand_over,
    "ask_info": office.ask_info,
    "give_info": office.give_info,
    "accept": office.accept,
    "schedule": work.schedule,
    "start": work.start,
    "finish": work.finish,
    "validate": checking.accept,
    "refuse": checking.refuse,
    "pass_on": checking.pass_on,
    "reject": triage.reject,
    "not_responsible": triage.not_responsible,
    "object": triage.object_to,
    "ask_back": triage.ask_back,
    "external_answer": triage.external_answer,
    "settle": author.settle,
    "dispute": author.dispute,
    "auto_close": author.auto_close,
    "cancel": author.cancel,
}


@dataclass(slots=True)
class ReplayedAct(Act):
    """An act whose rows are written later, together with all others."""

    hops: list[Hop] = field(default_factory=list)
    rows: list[Model] = field(default_factory=list)
    clocks: Sequence[SlaClock] = ()
    heads: Callable[[str], bool] = bool

    def chain_so_far(self) -> Estafet:
        """The hops in memory."""
        return Estafet(self.case, self.report, self.hops[-1])

    def catch_up(self) -> bool:
        """The replay has let the time pass already."""
        return False

    def keep_hops(self) -> None:
        """Remember the new ones; the others have changed in their place."""
        self.hops += self.estafet.new

    @property
    def needs_after_photo(self) -> bool:
        """The demo city has no photos of its past, and says so."""
        return False

    def release(self, *, with_photos: bool) -> None:  # noqa: ARG002 - there are no photos
        """The text may be read from now on."""
        if self.report.released_at is None:
            self.keep(released_at=self.now)

    def add_before(self, file_ids: Sequence[UUID]) -> tuple[FileUse, ...]:  # noqa: ARG002 - see above
        """No photos."""
        return ()

    def add_after(self, file_ids: Sequence[UUID]) -> tuple[FileUse, ...]:  # noqa: ARG002 - see above
        """No photos."""
        return ()

    def has_hamlet_head(self) -> bool:
        """Asked once for each hamlet, not once for each report."""
        return bool(self.report.hamlet_code) and self.heads(self.report.hamlet_code)

    def resolution_due_at(self) -> datetime | None:
        """From the clocks in memory."""
        running = [one for one in self.clocks if one.kind == "resolution" and not one.stopped_at]
        return running[-1].due_at if running else None

    def has_looked(self) -> bool:
        """Every desk of the demo city has people of its own."""
        return False

    def has_finished(self) -> bool:
        """Every desk of the demo city has people of its own."""
        return False

    def add(self, row: Model) -> None:
        """Remember the row."""
        self.rows.append(row)


def _case(arrival: Arrival, *, number: str) -> Case:
    """The case as it opens, not written yet."""
    position = arrival.draft.position
    return Case(
        id=new_id(),
        number=number,
        module="reports",
        kind=numbers.KIND,
        title=arrival.title[:200],
        holder_role=arrival.legs.desk.value,
        visibility=arrival.visibility,
        area_code=arrival.place.area_code,
        lat=position.lat if position else None,
        lon=position.lon if position else None,
        applicant_id=arrival.applicant_id,
        agency_id=arrival.agency or None,
        excluded_units=arrival.excluded_units,
    )


class Replayed:
    """One report with its history, and the rows that will be written for it."""

    def __init__(
        self,
        arrival: Arrival,
        *,
        number: str,
        external_id: str,
        heads: Callable[[str], bool] = bool,
    ) -> None:
        """It comes in, as it would through `submit_report`; `heads` knows who has a hamlet head."""
        self.heads = heads
        case = _case(arrival, number=number)
        self.history = History(
            case,
            workflow=numbers.WORKFLOW,
            actor=arrival.actor,
            at=arrival.now,
            starts=arrival.clocks,
            entry=EntryDraft(facts=arrival.facts),
            event=arrival.told,
            desk_due_at=arrival.legs.due_at,
        )
        self.report: Report = arrival.report(case, secret=new_secret())
        self.report.external_id = external_id
        self.hops: list[Hop] = list(arrival.legs.rows(case))
        self.rows: list[Model] = []  # of what was proven, looked at and confirmed
        self.watch: Watch | None = None
        self.updated_at = arrival.now

    def act(self, action: str, *, actor: Actor, at: datetime, given: Mapping[str, Any]) -> None:
        """One deed."""

        def deed(case: Case, answers: Mapping[str, Any]) -> Outcome:
            act = ReplayedAct(
                case=case,
                report=self.report,
                given=answers,
                actor=actor,
                now=at,
                hops=self.hops,
                clocks=self.history.clocks,
                heads=self.heads,
            )
            outcome = DEEDS[action](act)
            self.rows += act.rows
            return outcome

        self.pass_time(at)
        self.history.act(action, actor=actor, at=at, deed=deed, given=given)
        self._keep_watch()
        self.updated_at = at

    def _keep_watch(self) -> None:
        """The watch as `watching.keep` would have left it."""
        case, clock = self.history.case, self._promise
        if not states.is_worked_on(case.state):
            is_paused = self.watch is not None and case.state in states.PAUSING_STATES
            self.watch = self.watch if is_paused else None
        elif self.watch is None:
            self.watch = watching.row_of(case=case, clock=clock, at=clock.started_at)
        if self.watch is not None:
            watching.aim(self.watch, clock)

    def pass_time(self, until: datetime) -> None:
        """What happens by itself: offices that let their time pass, promises that are missed."""
        estafet = Estafet(self.history.case, self.report, self.hops[-1])
        for passage in estafet.passages(until=until):
            self.history.pass_on(passage)
        self.hops += estafet.new
        self._watch_promise(until)
        self.history.pass_time(until)

    def _watch_promise(self, until: datetime) -> None:
        """Marks that the running promise passes; nobody is told of what is long past."""
        watch, clock = self.watch, self._promise
        while watch is not None and watch.next_at is not None and watch.next_at <= until:
            _, passages = watching.step(watch, clock=clock, report=self.report)
            for passage in passages:
                self.history.pass_on(passage)

    @property
    def _promise(self) -> SlaClock:
        """The newest promise of a solution."""
        return next(one for one in reversed(self.history.clocks) if one.kind == "resolution")

    @property
    def level(self) -> Level | None:
        """The office whose turn it is; none while somebody works on it, or it is closed."""
        hop = self.hops[-1]
        return Level(hop.level) if hop.to_at is None else None

    @property
    def author(self) -> Actor:
        """The author: the person, or whoever holds the link."""
        case = self.history.case
        if case.applicant_id:
            return Actor(person_id=case.applicant_id)
        return Actor(via="link", link_case_id=case.pk)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it now."""
        return publishing.is_public(case=self.history.case, report=self.report)

    def public_row(self) -> PublicReport:
        """What everybody reads of it."""
        case = self.history.case
        row = publishing.public_row(
            case=case,
            report=self.report,
            photos=[],
            promised=publishing.promised(self.history.clocks),
            updated_at=self.updated_at,
        )
        return PublicReport(case=case, **row)
