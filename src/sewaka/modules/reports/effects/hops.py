"""The chain of a report: opened with it, followed with every act, run on when nobody acts.

What happens to a hop is decided by state and desk alone, in one place, whatever the action is
called: a report that nobody has answered lies with one office at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from django.db.models import F

from sewaka.kernel.rows import insert
from sewaka.kernel.workflow import State
from sewaka.modules.reports.events import HopSkipped
from sewaka.modules.reports.models import Hop, Report, catalogue
from sewaka.modules.reports.rules import policies, states
from sewaka.modules.reports.rules.chain import Chain, Ending, Leg, level_of_reopening
from sewaka.modules.reports.rules.levels import (
    TERRITORIAL,
    Level,
    area_at,
    desk_at,
    is_hamlet,
    level_of,
    roles_at,
)
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.routing import Desk, Plan
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases.api import KEEP, Case, EntryDraft, Outcome, Passage
from sewaka.platform.people import api as people

MAYORS_OFFICE: Final = "mayor"
_BY_DEED: Final = (Ending.ACTED, Ending.HANDED_OVER, Ending.RETURNED)


def chain_for(*, policy: Policy, plan: Plan, area_code: str, agency: str) -> Chain:
    """The way of a report at a place, for an agency, with the offices as they are staffed now."""
    serving = people.staffing()

    def is_staffed(level: Level, at: datetime) -> bool:
        area = area_at(level, area_code=area_code)
        of_agency = "" if area else agency
        return serving.serves(roles_at(level), at=at, area_code=area, agency_code=of_agency)

    return Chain(policy, plan, calendars.work_calendar(), is_staffed)


def first_legs(*, policy: Policy, plan: Plan, area_code: str, agency: str, at: datetime) -> Legs:
    """The legs with which a new report begins; the last one is open."""
    chain = chain_for(policy=policy, plan=plan, area_code=area_code, agency=agency)
    level = chain.first(has_hamlet=is_hamlet(area_code), has_route=bool(agency and area_code))
    return Legs(chain.plan, chain.open(level, at=at), area_code, agency)


@dataclass(frozen=True, slots=True)
class Legs:
    """Legs that begin one after the other, of a report at a place and for an agency."""

    plan: Plan
    legs: tuple[Leg, ...]
    area_code: str
    agency: str

    @property
    def desk(self) -> Desk:
        """Whose work list shows the report at the end of them."""
        before = self.legs[-2].level if len(self.legs) > 1 else None
        return desk_at(self.legs[-1].level, before=before)

    @property
    def due_at(self) -> datetime | None:
        """Until when the last of them has time."""
        return self.legs[-1].due_at

    @property
    def facts(self) -> dict[str, Any]:
        """What the timeline tells of them: the offices that nobody staffs."""
        vacant = [self.office(leg) for leg in self.legs if leg.ending is Ending.VACANT]
        return {"vacant": vacant} if vacant else {}

    def office(self, leg: Leg) -> dict[str, str]:
        """The office of a leg as the timeline names it."""
        return office(leg.level, area_code=self.area_code, agency=self.agency)

    def rows(self, case: Case, *, n: int = 1) -> Iterator[Hop]:
        """The hops of the legs, numbered from `n`, not saved yet."""
        for number, leg in enumerate(self.legs, start=n):
            where = self.office(leg)
            hop = Hop(
                case=case,
                n=number,
                plan=self.plan,
                level=leg.level,
                area_code=where["area_code"],
                agency_id=where["agency_code"] or None,
                from_at=leg.from_at,
                unit=leg.unit,
            )
            hop.put(leg)
            yield hop


def office(level: Level, *, area_code: str, agency: str) -> dict[str, str]:
    """An office of the chain as the timeline names it: role, area, agency."""
    role = MAYORS_OFFICE if level is Level.MAYOR else desk_at(level, before=None).value
    area = area_at(level, area_code=area_code)
    is_of_agency = not area and level not in (Level.MAYOR, Level.TRIAGE)
    return {"role": role, "area_code": area, "agency_code": agency if is_of_agency else ""}


@dataclass(slots=True)
class Estafet:
    """The hops of one report while an act is done. `last` is the newest hop, open or closed.

    `changed` and `new` are what has to be written; the caller writes, now or later.
    """

    case: Case
    report: Report
    last: Hop | None
    changed: list[Hop] = field(default_factory=list)
    new: list[Hop] = field(default_factory=list)

    @property
    def open_hop(self) -> Hop | None:
        """The hop that runs; none while somebody works on the report, or it is closed."""
        return self.last if self.last is not None and self.last.to_at is None else None

    def chain(self, *, agency: str | None = None) -> Chain:
        """The way of the report: its own version of its policy, shorter in a reopened round."""
        report = self.report
        policy = catalogue.policy_version(report.policy, report.policy_version)
        if report.reopen_round:
            policy = policies.reopened(policy)
        return chain_for(
            policy=policy,
            plan=self._plan(policy),
            area_code=self.case.area_code,
            agency=self.case.agency_id or "" if agency is None else agency,
        )

    def next_desk(self) -> str:
        """Whose turn it is when the present office passes the report on; KEEP where nobody's."""
        hop = self.open_hop
        if hop is None or Level(hop.level) not in {*TERRITORIAL, Level.TRIAGE}:
            return str(self.case.holder_role)
        chain = self.chain()
        level = Level(hop.level)
        if level is Level.TRIAGE:
            has_route = bool(self.case.agency_id and self.case.area_code)
            level = chain.first(has_hamlet=False, has_route=has_route)
        else:
            level = chain.after(level)
        return desk_at(level, before=None).value

    def passages(self, *, until: datetime) -> list[Passage]:
        """Run on to `until` as if nobody acted; the hops change, the passages tell the case."""
        hop = self.open_hop
        if hop is None or not hop.as_leg().is_over_at(until):
            return []
        legs = self.chain().run(hop.as_leg(), until=until)
        self._close(hop, legs[0])
        agency = self.case.agency_id or ""
        later = Legs(Plan(hop.plan), legs[1:], self.case.area_code, agency)
        self._add(later)
        return list(self._told(legs, later))

    def follow(self, outcome: Outcome, *, target: State, at: datetime) -> Outcome:
        """Bring the hops in step with an act; gives the outcome with desk and due of the chain."""
        hop = self.open_hop
        taken_back = self._given_away(outcome.revive_since)
        if taken_back is not None and (target.pauses or target.code in states.CHAIN_STATES):
            return self._go_back(taken_back, outcome, target=target, at=at)
        if target.code not in states.CHAIN_STATES:
            if hop is not None and target.pauses:
                self._pause(hop, at=at)
            elif hop is not None:
                self._end(hop, Ending.ACTED, at=at, reason=target.code)
            return outcome
        if hop is not None and hop.paused_at is not None:
            self._resume(hop, at=at)
        if hop is None or self._is_elsewhere(outcome):
            return self._go_on(outcome, target=target, at=at)
        return replace(outcome, desk_due_at=hop.due_at)

    def _go_on(self, outcome: Outcome, *, target: State, at: datetime) -> Outcome:
        """The next office's turn begins: the one that the outcome names."""
        role = self.case.holder_role if outcome.holder_role is KEEP else outcome.holder_role
        agency = self.case.agency_id if outcome.agency_id is KEEP else outcome.agency_id
        area = self.case.area_code if outcome.area_code is KEEP else outcome.area_code
        chain = self.chain(agency=agency or "")
        level = level_of(Desk(role), plan=chain.plan)
        if target.code == states.REOPENED:
            round_number = self.report.reopen_round
            level = level_of_reopening(level, round_number=round_number, plan=chain.plan)
        if hop := self.open_hop:
            ending = Ending.RETURNED if level is Level.TRIAGE else Ending.HANDED_OVER
            self._end(hop, ending, at=at, reason=target.code)
        legs = Legs(chain.plan, chain.open(level, at=at), area, agency or "")
        self._add(legs)
        entry = replace(outcome.entry, facts={**outcome.entry.facts, **legs.facts})
        desk = role if level is Level.MAYOR else legs.desk.value
        return replace(outcome, entry=entry, holder_role=desk, desk_due_at=legs.due_at)

    def _given_away(self, since: datetime | None) -> Hop | None:
        """The turn that the deed of that instant ended, when that deed is taken back."""
        if since is None:
            return None
        ended = Hop.objects.filter(case=self.case, to_at=since, outcome__in=_BY_DEED)
        return ended.order_by("n").last()

    def _go_back(self, given: Hop, outcome: Outcome, *, target: State, at: datetime) -> Outcome:
        """The office that gave it away goes on with what was left of its time."""
        role = self.case.holder_role if outcome.holder_role is KEEP else outcome.holder_role
        agency = self.case.agency_id if outcome.agency_id is KEEP else outcome.agency_id
        chain = self.chain(agency=agency or "")
        if hop := self.open_hop:
            self._end(hop, Ending.HANDED_OVER, at=at, reason=target.code)
        given_back = chain.given_back(given.as_leg(), at=at)
        legs = Legs(chain.plan, given_back, self.case.area_code, agency or "")
        self._add(legs)
        if target.pauses:
            self._pause(self.new[-1], at=at)
            return outcome
        desk = legs.desk.value if legs.facts else role  # the next one where nobody serves any more
        entry = replace(outcome.entry, facts={**outcome.entry.facts, **legs.facts})
        return replace(outcome, entry=entry, holder_role=desk, desk_due_at=legs.due_at)

    def _is_elsewhere(self, outcome: Outcome) -> bool:
        """Whether the act gives the report to another office."""
        case = self.case
        return any(
            wanted is not KEEP and (wanted or "") != (present or "")
            for wanted, present in (
                (outcome.holder_role, case.holder_role),
                (outcome.agency_id, case.agency_id),
                (outcome.area_code, case.area_code),
            )
        )

    def _plan(self, policy: Policy) -> Plan:
        """The plan that the report follows; another category may have another one."""
        if self.case.visibility == "secret":
            return Plan.CONFIDENTIAL
        return policy.plan_for(Plan(catalogue.category(self.report.category_id).plan))

    def _told(self, legs: Sequence[Leg], later: Legs) -> Iterator[Passage]:
        """One passage for every office that let its time pass, to the next one with somebody."""
        staffed = [index for index, leg in enumerate(legs) if leg.ending is not Ending.VACANT]
        for here, there in pairwise(staffed):
            late, now_at = legs[here], legs[there]
            between = replace(later, legs=tuple(legs[here + 1 : there + 1]))
            facts = {
                "skipped": later.office(late),
                "due_at": late.due_at,
                "to": later.office(now_at),
                **between.facts,
            }
            yield Passage(
                at=now_at.from_at,
                holder_role=desk_at(now_at.level, before=legs[there - 1].level).value,
                desk_due_at=now_at.due_at,
                entry=EntryDraft(facts=facts),
                event=self._event(late, now_at),
            )

    def _event(self, late: Leg, now_at: Leg) -> HopSkipped:
        case = self.case
        return HopSkipped(
            case_id=case.pk,
            number=case.number,
            service_code=self.report.category_id,
            area_code=case.area_code,
            agency_code=case.agency_id or "",
            visibility=case.visibility,
            level=late.level,
            due_at=now_at.from_at,
            next_level=now_at.level,
            next_due_at=now_at.due_at,
        )

    def _add(self, legs: Legs) -> None:
        number = self.last.n + 1 if self.last is not None else 1
        self.new += legs.rows(self.case, n=number)
        self.last = self.new[-1]

    def _pause(self, hop: Hop, *, at: datetime) -> None:
        hop.paused_at = at
        self._note(hop)

    def _resume(self, hop: Hop, *, at: datetime) -> None:
        hop.put(self.chain().resumed(hop.as_leg(), at=at))
        self._note(hop)

    def _end(self, hop: Hop, ending: Ending, *, at: datetime, reason: str) -> None:
        """A turn that stood still ends with the time that it had left, for whoever gets it back."""
        hop.reason = reason
        self._close(hop, self.chain().resumed(hop.as_leg(), at=at).ended(ending, at=at))

    def _close(self, hop: Hop, leg: Leg) -> None:
        hop.put(leg)
        self._note(hop)

    def _note(self, hop: Hop) -> None:
        if hop not in self.new and hop not in self.changed:
            self.changed.append(hop)


def estafet_of(*, case: Case, report: Report) -> Estafet:
    """The hops of a report as they stand. One query; the case's row is locked by the caller."""
    return Estafet(case, report, Hop.objects.filter(case=case).order_by("-n").first())


def store(estafet: Estafet) -> None:
    """Write what an act changed, once."""
    for hop in estafet.changed:
        hop.save(update_fields=["due_at", "paused_at", "to_at", "outcome", "reason"])
    insert(*estafet.new)
    estafet.changed, estafet.new = [], []


def store_all(walks: Iterable[Estafet]) -> None:
    """Write what ran on by itself: hops that closed skipped at their due, and what follows."""
    told = list(walks)
    closed = [hop.pk for walk in told for hop in walk.changed]
    Hop.objects.filter(pk__in=closed).update(to_at=F("due_at"), outcome=Ending.SKIPPED)
    insert(*(hop for walk in told for hop in walk.new))
