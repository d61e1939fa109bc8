"""One way to say what an action does, so that no effect forgets event or public row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db.models import Model

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.workflow import State
from sewaka.modules.reports.access import HAMLET_HEAD
from sewaka.modules.reports.effects import covering, hops, photos, publishing, watching
from sewaka.modules.reports.effects.hops import Estafet
from sewaka.modules.reports.events import ReportEvent
from sewaka.modules.reports.models import (
    Category,
    Confirmation,
    Report,
    ReporterContact,
    Validation,
    WorkProof,
    catalogue,
)
from sewaka.modules.reports.rules.privacy import public_text, without_numbers
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import KEEP, Case, ClockStart, EntryDraft, FileUse, Outcome
from sewaka.platform.people import api as people

Given = Mapping[str, Any]
AUTHOR_WINDOW = timedelta(days=10)  # calendar days to answer us, brief section 4
KEEP_CONTACT = timedelta(days=730)  # after closing; the job `retention` erases then


class Rest(TypedDict, total=False):
    """What an outcome may say besides; everything may be left out (see `cases.api.Outcome`)."""

    title: str
    parent_id: UUID | None
    stop_clocks: tuple[str, ...]
    start_clocks: tuple[ClockStart, ...]
    retimed: tuple[ClockStart, ...]
    revive_since: datetime


@dataclass(slots=True)
class Act:
    """One action on one report: the locked case, its details, the answers, who and when.

    Deeds change the report through it, so that its row is written once, and so that the demo city
    can replay the very same deeds and write all rows together.
    """

    case: Case
    report: Report
    given: Given
    actor: Actor
    now: datetime
    changed: set[str] = field(default_factory=set)
    was_open: bool = field(init=False)
    came_from: str = field(init=False)
    estafet: Estafet = field(init=False)
    is_belated: bool = field(init=False)

    def __post_init__(self) -> None:
        """Remember how it was: the case object changes with the move.

        Offices whose time has passed are skipped first, as the city's clock would have done it.
        """
        self.was_open, self.came_from = self.case.closed_at is None, self.case.state
        self.estafet = self.chain_so_far()
        self.is_belated = self.catch_up()

    def chain_so_far(self) -> Estafet:
        """The hops of the report up to now."""
        return hops.estafet_of(case=self.case, report=self.report)

    def catch_up(self) -> bool:
        """Let chain and promise run on to this instant; whether somebody's time has passed."""
        passages = self.estafet.passages(until=self.now)
        hops.store(self.estafet)
        passages += watching.catch_up(case=self.case, report=self.report, now=self.now)
        return bool(cases.pass_on({self.case: passages}))

    def next_desk(self) -> str:
        """Whose turn it is after the present office. Never back: what time has passed on stays."""
        return self.case.holder_role if self.is_belated else self.estafet.next_desk()

    def follow(self, outcome: Outcome, target: State) -> Outcome:
        """The chain follows the act, now that the state it leads to is known."""
        followed = self.estafet.follow(outcome, target=target, at=self.now)
        self.keep_hops()
        return followed

    def keep_hops(self) -> None:
        """Write the hops that the act has changed."""
        hops.store(self.estafet)

    @property
    def needs_after_photo(self) -> bool:
        """Whether the result has to be shown: not where another system's records are read in."""
        return self.report.category.needs_after_photo and self.actor.via != SYSTEM.via

    def keep(self, **changes: Any) -> None:
        """Change fields of the report; they are saved after the deed."""
        for name, value in changes.items():
            setattr(self.report, name, value)
            self.changed.add(name)

    def close_window(self) -> None:
        """The author has answered, or the time is over: nothing is awaited from them any more."""
        if self.report.author_until is not None:
            self.keep(author_until=None)

    def release(self, *, with_photos: bool) -> None:
        """An officer has looked: text, and photos unless kept back, may be read by everybody.

        Releasing again keeps the first instant.
        """
        if self.report.released_at is None:
            self.keep(released_at=self.now)
        if with_photos:
            photos.release_before(report=self.report, actor=self.actor, now=self.now)

    def cover(self, text: str) -> None:
        """Put an officer's text in the place of the present one, which is sealed."""
        covering.cover(
            report=self.report,
            text=public_text(text),
            words=self.given.get("reason", ""),
            actor=self.actor,
            now=self.now,
        )
        self.changed |= {"description", "description_public"}

    def keep_photos_back(self) -> None:
        """Take every photo of the author out of the public's sight."""
        photos.refuse_before(report=self.report, actor=self.actor, now=self.now)

    def add_before(self, file_ids: Sequence[UUID]) -> tuple[FileUse, ...]:
        """Photos that the author adds; unseen by the public until released."""
        return photos.add_before(
            report=self.report, file_ids=file_ids, actor=self.actor, now=self.now
        )

    def add_after(self, file_ids: Sequence[UUID]) -> tuple[FileUse, ...]:
        """Photos of the result, taken by the office: public with the answer."""
        return photos.add_after(
            report=self.report, file_ids=file_ids, actor=self.actor, now=self.now
        )

    def has_hamlet_head(self) -> bool:
        """Whether somebody serves as head of the hamlet where it is."""
        hamlet = self.report.hamlet_code
        return bool(hamlet) and bool(
            people.people_with_role(HAMLET_HEAD, now=self.now, area_code=hamlet)
        )

    def resolution_due_at(self) -> datetime | None:
        """Until when a solution is promised now; None when nothing is promised any more."""
        running = [
            clock.due_at
            for clock in cases.clocks(case=self.case)
            if clock.kind == "resolution" and clock.stopped_at is None
        ]
        return running[-1] if running else None

    def has_looked(self) -> bool:
        """Whether the actor has looked at finished work of this report before."""
        return bool(self.actor.person_id) and (
            Validation.objects.filter(report=self.report, by_id=self.actor.person_id).exists()
        )

    def has_finished(self) -> bool:
        """Whether the actor has finished work of this report, in whichever round."""
        return bool(self.actor.person_id) and (
            WorkProof.objects.filter(report=self.report, by_id=self.actor.person_id).exists()
        )

    def add(self, row: Model) -> None:
        """Keep a new row beside the report."""
        row.save(force_insert=True)

    def title_with(self, category: Category) -> str:
        """What stands in lists: the category, and the landmark or else the village."""
        report = self.report
        where = report.landmark or catalogue.area_name(report.village_code)
        return ", ".join(filter(None, (category.name, where)))

    def confirm(self, verdict: str, *, stars: int | None, reason: str = "") -> None:
        """Keep what the author says of the result."""
        self.add(
            Confirmation(
                report=self.report,
                round=self.report.reopen_round,
                verdict=verdict,
                stars=stars,
                reason=reason,
                at=self.now,
            )
        )

    def save(self) -> None:
        """Write what the deed changed."""
        if self.changed:
            self.report.save(update_fields=sorted(self.changed))

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
        told: Given | None = None,
        **rest: Unpack[Rest],
    ) -> Outcome:
        """What becomes of the case. `told` are the event's own fields besides the common ones.

        The public row is written after the case has changed, in the same transaction.
        """
        if text and audience == "public":
            self.keep(public_note=text)
        agency = self.case.agency_id if agency_id is KEEP else agency_id
        seen = self.case.visibility if visibility is KEEP else visibility
        recorded = self._recorded(event, agency=agency or "", visibility=seen, told=told or {})
        return Outcome(
            entry=EntryDraft(
                text=without_numbers(text), audience=audience, facts=dict(facts or {}), files=files
            ),
            target=target,
            visibility=visibility,
            holder_role=holder_role,
            agency_id=agency_id,
            event=recorded,
            after=self.keep_in_step,
            adjust=self.follow,
            **rest,
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
        """Public row, watch and the date of erasure, after the case has changed."""
        watching.keep(case=case, came_from=self.came_from)
        publishing.refresh(case=case, report=self.report, updated_at=self.now)
        if self.was_open != (case.closed_at is None):
            erase_after = case.closed_at + KEEP_CONTACT if case.closed_at else None
            ReporterContact.objects.filter(pk=case.pk).update(erase_after=erase_after)


def effect_of(deed: Callable[[Act], Outcome]) -> Callable[..., Outcome]:
    """A deed in the shape that a transition calls."""

    def effect(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:
        report = Report.objects.select_related("category").get(pk=case.pk)
        act = Act(case=case, report=report, given=given, actor=actor, now=now)
        outcome = deed(act)
        act.save()
        return outcome

    return effect
