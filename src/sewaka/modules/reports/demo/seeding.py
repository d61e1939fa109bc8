"""Writing the past: every deed is the module's own, the rows are written together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.calendar import Unit
from sewaka.modules.reports.demo import planning, private, together
from sewaka.modules.reports.demo.desks import Desks
from sewaka.modules.reports.demo.fates import Fate, Step, Who
from sewaka.modules.reports.demo.planning import Place, Planned
from sewaka.modules.reports.demo.replay import Replayed
from sewaka.modules.reports.effects import places, recounting
from sewaka.modules.reports.effects.arrivals import Arrival, Sender, judge
from sewaka.modules.reports.models import (
    Confirmation,
    Follower,
    Hop,
    PublicReport,
    Report,
    Validation,
    Watch,
    WorkProof,
)
from sewaka.modules.reports.rules.draft import Channel, Draft, Identity
from sewaka.modules.reports.rules.levels import Level
from sewaka.modules.reports.rules.places import Source
from sewaka.modules.reports.rules.routing import Desk, Plan
from sewaka.modules.reports.rules.validation import VALIDATOR, first_validator
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from sewaka.platform.people import api as people
from sewaka.platform.territory import api as territory

_MARK = "demo:"
_BATCH = 500
_HOURS_OF_A_DAY = 8
_EACH_CITIZEN = {"made": 601, "ketut": 811, "anna": 1201}  # every n-th report is theirs

Progress = Callable[[int, int], None]


@transaction.atomic
def seed(*, now: datetime, progress: Progress = lambda _done, _total: None) -> None:
    """Fill the last twelve months with `DEMO_REPORTS` reports. A second call changes nothing."""
    count: int = settings.DEMO_REPORTS
    if Report.objects.filter(external_id__startswith=_MARK).exists():
        return
    batch: list[Replayed] = []
    for done, replayed in enumerate(_lived(count=count, now=now), start=1):
        batch.append(replayed)
        if len(batch) == _BATCH:
            _write(batch)
            batch = []
            progress(done, count)
    _write(batch)
    together.live(now=now, mark=_MARK)
    private.seed(place=_places()[0], now=now, mark=_MARK)
    recounting.recount_everything()
    progress(count, count)


def _lived(*, count: int, now: datetime) -> Iterator[Replayed]:
    """Every report with everything that happened to it before `now`."""
    desks, citizens = Desks(now=now), _citizens()
    zone = ZoneInfo(settings.TIME_ZONE)
    for planned in planning.plan(count=count, until=now, places=_places(), zone=zone):
        yield _live(planned, desks=desks, citizens=citizens, now=now)


def _live(planned: Planned, *, desks: Desks, citizens: dict[int, UUID], now: datetime) -> Replayed:
    dice = planned.random
    arrival = _arrival(planned, citizens=citizens)
    replayed = Replayed(
        arrival,
        number=planning.number(dice, year=planned.opened_at.year),
        external_id=f"{_MARK}{planned.index:05d}",
        heads=desks.has_head,
    )
    fate = Fate(
        dice=dice,
        calendar=calendars.work_calendar(),
        agency=arrival.agency,
        days=_days(arrival),
        looks=_looks(arrival, desks),
        crew=_crew(planned.village_code),
        at=planned.opened_at,
        now=now,
    )
    has_head = arrival.legs.desk is Desk.HAMLET
    is_hamlet_first = arrival.category.plan == Plan.HAMLET_FIRST
    for step in fate.steps(is_hamlet_first=is_hamlet_first, has_head=has_head):
        if step.at >= now:
            break
        replayed.pass_time(step.at)
        for deed in _deeds(step, level=replayed.level):
            actor = desks.actor(deed.who, replayed)
            replayed.act(deed.action, actor=actor, at=deed.at, given=deed.given)
    replayed.pass_time(now)
    return replayed


def _deeds(step: Step, *, level: Level | None) -> Iterator[Step]:
    """The step, if it is still that office's turn; where two offices slept, the district wakes.

    Once somebody works on the report there are no turns any more: the hamlet head looks at it.
    """
    turn = {Who.HAMLET: Level.HAMLET, Who.VILLAGE: Level.VILLAGE}.get(step.who, level)
    if level is not None and turn is not level:
        return
    if step.who is Who.AGENCY and level is Level.DISTRICT:
        yield Step("hand_over", Who.DISTRICT, step.at)
    yield step


def _arrival(planned: Planned, *, citizens: dict[int, UUID]) -> Arrival:
    person_id = next((who for n, who in citizens.items() if planned.index % n == n - 1), None)
    dice = planned.random
    located = places.locate(planned.position)
    draft = Draft(
        category=planned.category,
        description=planned.text,
        position=planned.position,
        position_source=Source.GPS if dice.random() < 0.7 else Source.PIN,  # noqa: PLR2004 - a share
        accuracy_m=round(dice.uniform(5, 60), 1),
        landmark=planned.landmark,
        # A point that strays out of the village keeps the village it was planned for.
        village_code="" if located.village_code else planned.village_code,
        identity=dice.choices((Identity.NAMED, Identity.ANONYMOUS), (8, 2))[0],
        channel=dice.choices((Channel.ANDROID, Channel.WEB), (6, 4))[0],
        language=planned.language,
    )
    actor = Actor(person_id=person_id) if person_id else ANONYMOUS
    sender = Sender(limits_apply=False)
    return judge(draft, sender=sender, actor=actor, now=planned.opened_at)


def _days(arrival: Arrival) -> int:
    budget = arrival.promise.resolution
    if budget.unit is Unit.WORKING_DAYS:
        return budget.amount
    return max(1, budget.amount // _HOURS_OF_A_DAY)


def _crew(village_code: str) -> str:
    """Every agency has a crew in each district, named after where it goes."""
    district = territory.name_of(village_code.rpartition(".")[0])
    return f"Regu {district.rpartition(' ')[2]}"


def _looks(arrival: Arrival, desks: Desks) -> Who | None:
    """Who looks first at what the agency finishes."""
    desk = first_validator(
        finished_by=Desk.AGENCY,
        visibility=arrival.wanted,
        has_hamlet_head=desks.has_head(arrival.place.hamlet_code),
    )
    return {Desk.HAMLET.value: Who.HAMLET, VALIDATOR: Who.VALIDATOR}.get(desk)


def _citizens() -> dict[int, UUID]:
    """Every how manieth report is whose."""
    known = {(person.email or "").partition("@")[0]: person.pk for person in people.demo_people()}
    return {every: known[name] for name, every in _EACH_CITIZEN.items() if name in known}


def _places() -> list[Place]:
    villages = territory.areas(level=territory.Level.VILLAGE)
    return [
        Place(village_code=village.code, position=point)
        for village in villages
        for point in territory.reference_points(village.code)
    ]


def _write(batch: list[Replayed]) -> None:
    cases.write_histories([one.history for one in batch])
    Report.objects.bulk_create([one.report for one in batch])
    Hop.objects.bulk_create([hop for one in batch for hop in one.hops])
    Watch.objects.bulk_create([one.watch for one in batch if one.watch is not None])
    kept = [row for one in batch for row in one.rows]
    Confirmation.objects.bulk_create([row for row in kept if isinstance(row, Confirmation)])
    WorkProof.objects.bulk_create([row for row in kept if isinstance(row, WorkProof)])
    Validation.objects.bulk_create([row for row in kept if isinstance(row, Validation)])
    Follower.objects.bulk_create(
        [
            Follower(
                report=one.report,
                person_id=one.history.case.applicant_id,
                role=Follower.Role.REPORTER,
                channel=Follower.Channel.NOTICE,
                since=one.report.sent_at,
            )
            for one in batch
            if one.history.case.applicant_id
        ]
    )
    shown = [one for one in batch if one.is_public]
    PublicReport.objects.bulk_create([one.public_row() for one in shown])
