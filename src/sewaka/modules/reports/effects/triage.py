"""What is decided about a report as such: its kind, whether it is ours, whether it is taken on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localdate

from sewaka.kernel.calendar import Budget, advance, due_at, working_minutes
from sewaka.kernel.errors import Invalid
from sewaka.modules.reports import events
from sewaka.modules.reports.access import AGENCY_OFFICER, TRIAGE, VILLAGE_STAFF
from sewaka.modules.reports.effects import promises
from sewaka.modules.reports.effects.acts import Act
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules import policies, states
from sewaka.modules.reports.rules.draft import Identity, ReportKind, visibility_of
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.routing import choose_agency
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import KEEP, Before, ClockStart, Outcome, SlaClock

OBJECTION_WINDOW: Final = timedelta(days=30)
ASK_BACK_DAYS: Final = 14
_MOST_DAYS: Final = 365
_BEFORE_ACCEPTED: Final = (states.SUBMITTED, states.VERIFIED, states.FORWARDED)
_OPENNESS: Final = ("secret", "parties", "public")


def propose_rejection(act: Act) -> Outcome:
    """The hamlet head proposes; the village office decides."""
    return act.outcome(
        events.RejectionProposed,
        text=act.given["reason"],
        audience="internal",
        facts={"reason_code": act.given["reason_code"]},
        holder_role=VILLAGE_STAFF,
        told={"reason_code": act.given["reason_code"]},
    )


def reject(act: Act) -> Outcome:
    """It will not be worked on: one of the listed reasons, and words for the author."""
    return rejected(act, reason_code=act.given["reason_code"], text=act.given["answer"])


def rejected(act: Act, *, reason_code: str, text: str) -> Outcome:
    """What every rejection does."""
    act.keep(reason_code=reason_code, first_response_at=act.report.first_response_at or act.now)
    return act.outcome(
        events.ReportRejected,
        text=text,
        facts={"reason_code": reason_code},
        told={"reason_code": reason_code},
    )


def take_rejection_back(act: Act) -> Outcome:
    """Within ten minutes, by the same person: as if it had not been."""
    before: Before = act.given["before"]
    first = act.report.first_response_at
    act.keep(reason_code="", first_response_at=None if first == before.since else first)
    return before.restored(act.outcome(events.DeedTakenBack))


def object_to(act: Act) -> Outcome:
    """The author does not agree with the rejection: triage decides, and only once."""
    report = act.report
    closed_at = act.case.closed_at or act.now
    if report.objections:
        raise refusal("reports.objection.used")
    if act.now >= closed_at + OBJECTION_WINDOW:
        raise refusal("reports.objection.too_late")
    act.keep(objections=1, reason_code="")
    shorter = policies.reopened(catalogue.policy(report.policy))
    return act.outcome(
        events.ReportObjected,
        text=act.given["reason"],
        audience="applicant",
        holder_role=TRIAGE,
        start_clocks=promises.start_clocks(shorter, at=act.now),
    )


def not_responsible(act: Act) -> Outcome:
    """Another body has to act; the author learns which, what it was told, and when we ask again."""
    report, given = act.report, act.given
    days = ASK_BACK_DAYS if given["ask_back_days"] is None else int(given["ask_back_days"])
    if not 1 <= days <= _MOST_DAYS:
        raise Invalid("cases.invalid", fields={"ask_back_days": "reports.ask_back.days"})
    ask_back_at = promises.end_of(localdate(act.now) + timedelta(days=days))
    act.keep(
        external_body=given["external_body"],
        external_reference=given["reference"],
        ask_back_at=ask_back_at,
        first_response_at=report.first_response_at or act.now,
    )
    return act.outcome(
        events.ReportNotResponsible,
        text=given["answer"],
        facts={
            "external_body": report.external_body,
            "reference": report.external_reference,
            "ask_back_at": ask_back_at,
        },
        told={"external_body": report.external_body},
    )


def ask_back(act: Act) -> Outcome:
    """The promised day has come: the desk is reminded to ask the other body again."""
    act.keep(ask_back_at=None, ask_back_since=act.now)
    return act.outcome(
        events.ExternalAskBackDue,
        audience="internal",
        facts={"external_body": act.report.external_body},
        told={"external_body": act.report.external_body, "role": act.case.holder_role},
    )


def external_answer(act: Act) -> Outcome:
    """What the other body answered, told to everybody; asked again later if so wished."""
    days = act.given["ask_back_days"]
    if days is not None and not 1 <= days <= _MOST_DAYS:
        raise Invalid("cases.invalid", fields={"ask_back_days": "reports.ask_back.days"})
    again = promises.end_of(localdate(act.now) + timedelta(days=int(days))) if days else None
    act.keep(ask_back_at=again, ask_back_since=None)
    return act.outcome(
        events.ExternalAnswered,
        text=act.given["answer"],
        facts={"external_body": act.report.external_body, "ask_back_at": again},
        told={"external_body": act.report.external_body},
    )


def recategorise(act: Act) -> Outcome:
    """Another kind of problem: its promises count from the same start.

    The new due is never later than the old one, unless triage says why. The report never becomes
    more open than it was. Not taken on yet, it goes to the agency of the new kind.
    """
    report, reason = act.report, act.given["reason"]
    category = catalogue.category(act.given["category"])
    if category.pk == report.category_id:
        raise Invalid("cases.invalid", fields={"category": "reports.recategorise.same"})
    before = report.category_id
    policy = _policy_of(act, category)
    may_be_later = bool(reason) and act.actor.holds(TRIAGE)
    retimed = tuple(_retimed(act, policy, may_be_later=may_be_later))
    wanted = _narrower(act, category)
    agency = _agency_of(act, category)
    act.keep(
        category=category,
        policy=policy.code,
        policy_version=policy.version,
        visibility_wanted=wanted,
    )
    is_moved = agency is not KEEP and act.case.holder_role == AGENCY_OFFICER
    return act.outcome(
        events.ReportRecategorised,
        text=reason,
        facts={"from_category": before, "to_category": category.pk, "category": category.name},
        title=act.title_with(category),
        visibility=min(act.case.visibility, wanted, key=_OPENNESS.index),
        agency_id=agency,
        holder_role=AGENCY_OFFICER if is_moved else KEEP,
        retimed=retimed,
        told={"before": before},
    )


def _policy_of(act: Act, category: Category) -> Policy:
    is_question = act.report.kind == ReportKind.INFORMATION_REQUEST
    return catalogue.policy("information_request" if is_question else category.policy)


def _narrower(act: Act, category: Category) -> str:
    """The author's wish, or what the new category allows where that is less."""
    report = act.report
    allowed = visibility_of(
        category=category.as_facts(),
        identity=Identity(report.identity_mode),
        kind=ReportKind(report.kind),
    )
    return min(report.visibility_wanted, allowed, key=_OPENNESS.index)


def _agency_of(act: Act, category: Category) -> str:
    if act.case.state not in _BEFORE_ACCEPTED:
        return KEEP  # type: ignore[no-any-return] # whoever took it on keeps it
    found = choose_agency(
        catalogue.current().routes.get(category.pk, ()),
        category=category.pk,
        area_code=act.case.area_code,
        on=localdate(act.now),
    )
    return found or KEEP


def _retimed(act: Act, policy: Policy, *, may_be_later: bool) -> list[ClockStart]:
    budgets = _budgets(act, policy)
    before = _budgets(act, catalogue.policy(act.report.policy))
    starts = []
    for clock in cases.clocks(case=act.case):
        if clock.stopped_at is not None:
            continue
        budget = budgets[clock.kind]
        due = _with_pauses(clock, budget=budget, before=before[clock.kind])
        starts.append(
            ClockStart(
                kind=clock.kind,
                due_at=due if may_be_later else min(due, clock.due_at),
                unit=budget.unit,
                policy=policy.code,
                policy_version=policy.version,
            )
        )
    return starts


def _budgets(act: Act, policy: Policy) -> dict[str, Budget]:
    """The two budgets of this round, by kind of promise."""
    now = policies.reopened(policy) if act.report.reopen_round else policy
    return {"response": now.response, "resolution": now.resolution}


def _with_pauses(clock: SlaClock, *, budget: Budget, before: Budget) -> datetime:
    """The due of the new budget from the same start, later by the pauses that there were."""
    calendar = calendars.work_calendar()
    planned = due_at(calendar, clock.started_at, before)
    paused = working_minutes(calendar, planned, clock.due_at)
    return advance(calendar, due_at(calendar, clock.started_at, budget), paused)
