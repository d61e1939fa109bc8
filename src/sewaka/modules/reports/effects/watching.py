"""Watching the promise of what is being worked on: from the first answer to the end of the work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from sewaka.kernel.calendar import Unit
from sewaka.modules.reports.access import AGENCY_HEAD, DISTRICT_HEAD, VILLAGE_HEAD
from sewaka.modules.reports.effects.hops import MAYORS_OFFICE, office
from sewaka.modules.reports.events import MayorListed
from sewaka.modules.reports.models import Report, Watch
from sewaka.modules.reports.rules import marks, states
from sewaka.modules.reports.rules.levels import TERRITORIAL, Level, area_at, level_of
from sewaka.modules.reports.rules.marks import Mark
from sewaka.modules.reports.rules.routing import Desk, Plan
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case, EntryDraft, Passage, SlaClock
from sewaka.platform.notify import api as notify
from sewaka.platform.people import api as people

_SECRET = "secret"  # noqa: S105 - a visibility, not a password


def keep(*, case: Case, came_from: str) -> None:
    """Begin, hold, go on or end the watch as the state demands. Writes only when that changes."""
    was_worked_on = states.is_worked_on(came_from)
    if states.is_worked_on(case.state):
        if not was_worked_on:
            _begin(case)
    elif case.state in states.PAUSING_STATES:
        if was_worked_on:
            Watch.objects.filter(pk=case.pk).update(next_at=None)
    elif was_worked_on or came_from in states.PAUSING_STATES:
        Watch.objects.filter(pk=case.pk).delete()


def row_of(*, case: Case, clock: SlaClock, at: datetime) -> Watch:
    """A new watch from `at`, not saved yet. What is past is not told, what is missed is."""
    watch = Watch(case=case)
    while (mark := next_mark(watch)) in (Mark.HALF, Mark.NEAR) and _instant(mark, clock) <= at:
        watch.passed = mark
    aim(watch, clock)
    return watch


def next_mark(watch: Watch) -> Mark | None:
    """The mark that comes next."""
    return marks.after(Mark(watch.passed) if watch.passed else None)


def aim(watch: Watch, clock: SlaClock | None) -> None:
    """Set when the next mark is reached; never when the clock has stopped or stands still."""
    mark = next_mark(watch)
    is_running = clock is not None and clock.stopped_at is None and clock.paused_at is None
    watch.next_at = _instant(mark, clock) if mark and clock and is_running else None


def step(watch: Watch, *, clock: SlaClock, report: Report) -> tuple[Mark, list[Passage]]:
    """Pass the next mark, whose time has come; with it what the timeline has to tell."""
    mark, at = next_mark(watch), watch.next_at
    if mark is None or at is None:
        raise ValueError(f"{watch.case_id}: no mark is due")
    watch.passed = mark
    aim(watch, clock)
    if mark is not Mark.LISTED:
        return mark, []
    watch.listed_at = at
    return mark, [_listed(watch.case, report=report, clock=clock, at=at)]


def run_on(watch: Watch, *, clock: SlaClock | None, report: Report, now: datetime) -> list[Passage]:
    """Bring a watch up to now, and send what has to be said on the way. Not saved yet."""
    told: list[Passage] = []
    aim(watch, clock)  # the due may have moved since
    while clock is not None and watch.next_at is not None and watch.next_at <= now:
        mark, passages = step(watch, clock=clock, report=report)
        tell(mark, case=watch.case, clock=clock, now=now)
        told += passages
    return told


def catch_up(*, case: Case, report: Report, now: datetime) -> list[Passage]:
    """The same for one case on which somebody acts before the city's clock has looked."""
    if not states.is_worked_on(case.state):
        return []
    watch = Watch.objects.filter(pk=case.pk, next_at__lte=now).first()
    if watch is None:
        return []
    watch.case = case
    passages = run_on(watch, clock=_running_clock(case), report=report, now=now)
    watch.save(update_fields=["passed", "next_at", "listed_at"])
    return passages


def tell(mark: Mark, *, case: Case, clock: SlaClock, now: datetime) -> None:
    """Send the notice of a mark to whom it concerns; asking twice sends once."""
    notify.send(
        template=f"reports.promise_{mark}",
        to=_without_excluded(case, _concerned(mark, case=case, now=now), now=now),
        facts={"number": case.number, "due": clock.due_at},
        now=now,
        url=reverse("reports:report", args=[case.number]),
        case_id=case.pk,
        key=f"{clock.pk}:{mark}",
    )


def office_and_head(case: Case, *, now: datetime) -> list[notify.Recipient]:
    """Everybody who has the report now, and the head above them; each once."""
    found = dict.fromkeys([*_officers(case, now=now), *_heads(case, now=now)])
    return _without_excluded(case, found, now=now)


def _without_excluded(
    case: Case, found: Iterable[notify.Recipient], *, now: datetime
) -> list[notify.Recipient]:
    """Nobody is told of a sealed report who serves at an office that must not know of it."""
    if not case.excluded_units:
        return list(found)
    shut_out = cases.is_excluded()
    return [
        one
        for one in found
        if isinstance(one, notify.Contact | notify.Mobile | notify.Phones)
        or not shut_out.allows(people.actor_for(one, now=now), case)
    ]


def _concerned(mark: Mark, *, case: Case, now: datetime) -> Iterable[notify.Recipient]:
    match mark:
        case Mark.HALF:
            return _officers(case, now=now)
        case Mark.NEAR:
            return _heads(case, now=now)
        case Mark.LATE:
            return [*_heads(case, now=now), *_district(case, now=now)]
        case Mark.LISTED:
            return people.people_with_role(MAYORS_OFFICE, now=now)


def _officers(case: Case, *, now: datetime) -> list[notify.Recipient]:
    """Who has it by name, else everybody at its desk."""
    if case.assignee is not None:
        return [case.assignee]
    level = _territorial(case.holder_role)
    if level is not None:
        area = area_at(level, area_code=case.area_code)
        return [*people.people_with_role(case.holder_role, now=now, area_code=area)]
    agency = case.agency_id or ""
    return [*people.people_with_role(case.holder_role, now=now, agency_code=agency)]


def _heads(case: Case, *, now: datetime) -> list[notify.Recipient]:
    """The head of the office that works on it."""
    if _territorial(case.holder_role) is not None:
        village = area_at(Level.VILLAGE, area_code=case.area_code)
        return [*people.people_with_role(VILLAGE_HEAD, now=now, area_code=village)]
    return [*people.people_with_role(AGENCY_HEAD, now=now, agency_code=case.agency_id or "")]


def _territorial(role: str) -> Level | None:
    """The level of a hamlet, village or district; None for agencies and for the validator."""
    if role not in {desk.value for desk in Desk}:
        return None
    level = level_of(Desk(role), plan=Plan.DIRECT)
    return level if level in TERRITORIAL else None


def _district(case: Case, *, now: datetime) -> list[notify.Recipient]:
    """The head of the district; of a sealed report nobody there may know."""
    area = area_at(Level.DISTRICT, area_code=case.area_code)
    if case.visibility == _SECRET or not area:
        return []
    return [*people.people_with_role(DISTRICT_HEAD, now=now, area_code=area)]


def _begin(case: Case) -> None:
    clock = _running_clock(case)
    kept = Watch.objects.filter(pk=case.pk).first()
    if clock is None:
        return
    if kept is None:
        row_of(case=case, clock=clock, at=clock.started_at).save(force_insert=True)
    else:
        aim(kept, clock)
        kept.save(update_fields=["next_at"])


def _running_clock(case: Case) -> SlaClock | None:
    clocks = [one for one in cases.clocks(case=case) if one.kind == "resolution"]
    return clocks[-1] if clocks and clocks[-1].stopped_at is None else None


def _instant(mark: Mark, clock: SlaClock) -> datetime:
    return marks.instant_of(
        mark,
        calendar=calendars.work_calendar(),
        started_at=clock.started_at,
        due_at=clock.due_at,
        unit=Unit(clock.unit),
    )


def _listed(case: Case, *, report: Report, clock: SlaClock, at: datetime) -> Passage:
    facts = {
        "clock": clock.kind,
        "due_at": clock.due_at,
        "to": office(Level.MAYOR, area_code=case.area_code, agency=case.agency_id or ""),
    }
    told = MayorListed(
        case_id=case.pk,
        number=case.number,
        service_code=report.category_id,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
        visibility=case.visibility,
        due_at=clock.due_at,
    )
    return Passage(at, case.holder_role, None, EntryDraft(facts=facts), told)
