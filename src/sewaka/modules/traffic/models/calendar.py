"""The calendar of plan sets in versions, and what it says of a moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection, models
from django.db.models import F, Max, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.models import days
from sewaka.modules.traffic.models.days import DayType
from sewaka.modules.traffic.models.versions import Version, second_pair_of_eyes, whole_steps
from sewaka.modules.traffic.rules.calendar import DAY_MIN, Line, Stretch, day_of
from sewaka.modules.traffic.rules.planning import PlanState


class PlanCalendar(Version):
    """One version for the whole city."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        verbose_name = _("calendar of plan sets")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            second_pair_of_eyes(name="traffic_calendar_second_pair_of_eyes"),
            whole_steps(name="traffic_calendar_states"),
        ]

    def __str__(self) -> str:
        return f"calendar {self.version}"

    @property
    def rules(self) -> list[Line]:
        """Its rows."""
        return [
            Line(one.day_type_id, one.from_min, one.until_min, one.plan, one.priority)
            for one in self.lines.all()
        ]


class CalendarLine(models.Model):
    """A row: that kind of day, minutes of the day, the code of a plan set."""

    calendar = models.ForeignKey(PlanCalendar, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    day_type = models.ForeignKey(DayType, on_delete=models.PROTECT, related_name="+")
    from_min = models.PositiveSmallIntegerField()
    until_min = models.PositiveSmallIntegerField()
    plan = models.SlugField(max_length=32)
    priority = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("row of the calendar of plan sets")
        ordering: ClassVar = ["calendar_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["calendar", "place"], name="traffic_calendar_place_once"
            ),
            models.CheckConstraint(
                name="traffic_calendar_hours",
                condition=Q(from_min__lt=F("until_min"), until_min__lte=DAY_MIN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_type_id} {self.from_min}-{self.until_min} {self.plan}"


@dataclass(frozen=True, slots=True)
class Today:
    """What the calendar says of a moment. `kind` is None where the city has no rule for the day.

    `sets`: every set that the calendar names; those run in their hours only. `day`: the whole day.
    """

    calendar: PlanCalendar
    kind: DayType | None
    minute: int
    sets: Collection[str]
    day: Sequence[Stretch]

    @property
    def now(self) -> Stretch:
        """The hours around that moment."""
        return next(one for one in self.day if one.from_min <= self.minute < one.until_min)


def in_force(*, at: datetime) -> PlanCalendar | None:
    """The version of that moment; None where none was published."""
    found = PlanCalendar.objects.filter(step=PlanState.PUBLISHED, valid_from__lte=at)
    return found.order_by("-valid_from", "-published_at").prefetch_related("lines").first()


def today(*, at: datetime, of: datetime | None = None) -> Today | None:
    """None where no calendar is in force. `of`: what the version of `at` says of another moment."""
    found = in_force(at=at)
    if found is None:
        return None
    local = localtime(of or at)
    kind = days.kind(day=local.date())
    lines = found.rules
    return Today(
        calendar=found,
        kind=kind,
        minute=local.hour * 60 + local.minute,
        sets=frozenset(line.plan for line in lines),
        day=day_of(lines=lines, kind=kind.code if kind else ""),
    )


def next_version() -> int:
    """The number of a new version: one at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('traffic_plancalendar'))")
    return (PlanCalendar.objects.aggregate(Max("version"))["version__max"] or 0) + 1


def keep_lines(*, calendar: PlanCalendar, lines: Sequence[Line]) -> None:
    """Its rows are these now."""
    calendar.lines.all().delete()
    CalendarLine.objects.bulk_create(
        CalendarLine(
            calendar=calendar,
            place=place,
            day_type_id=line.day_type,
            from_min=line.from_min,
            until_min=line.until_min,
            plan=line.plan,
            priority=line.priority,
        )
        for place, line in enumerate(lines)
    )
