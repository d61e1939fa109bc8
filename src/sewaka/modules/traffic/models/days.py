"""Kinds of days, as the city writes them down, and which kind a day is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sewaka.modules.traffic.rules.days import DayRule, HolyDay, Kind, Span, kind_of
from sewaka.platform.calendars import api as calendars

_FAR = timedelta(days=7)  # the furthest that a kind looks for its holiday


class DayType(models.Model):
    """A kind of day whose traffic is alike. Conditions as in `rules.days.DayRule`."""

    code = models.SlugField(max_length=32, primary_key=True)
    rank = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    holiday = models.CharField(max_length=80, blank=True)
    shift_days = models.SmallIntegerField(default=0)
    weekdays = models.CharField(max_length=7, blank=True)
    in_span = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("kind of day")
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="traffic_daytype_shift_near",
                condition=models.Q(shift_days__gte=-_FAR.days, shift_days__lte=_FAR.days),
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def rule(self) -> DayRule:
        """Its conditions."""
        return DayRule(
            self.code, self.rank, self.holiday, self.shift_days, self.weekdays, self.in_span
        )

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


class DaySpan(models.Model):
    """Days of a kind that no rule finds: schools' holidays. Both ends are included."""

    day_type = models.ForeignKey(DayType, on_delete=models.CASCADE, related_name="spans")
    begin = models.DateField()
    end = models.DateField()
    source = models.CharField(max_length=200)
    is_verified = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("span of days")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day_type", "begin"], name="traffic_dayspan_once"),
            models.CheckConstraint(
                name="traffic_dayspan_forward", condition=models.Q(begin__lte=models.F("end"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_type_id} {self.begin}"


class DayChoice(models.Model):
    """An engineer says of which kind a day is, whatever the calendar says; and why."""

    day = models.DateField(primary_key=True)
    day_type = models.ForeignKey(DayType, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    chosen_by = models.UUIDField()
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kind of day chosen by hand")

    def __str__(self) -> str:
        return f"{self.day} {self.day_type_id}"


def kinds(*, begin: date, end: date) -> Mapping[date, str]:
    """The kind of each day from `begin` up to, not including, `end`: what was chosen by hand, else
    by the city's calendar."""
    by_calendar = {day: one.code for day, one in calendar_kinds(begin=begin, end=end).items()}
    return by_calendar | {
        day: one.day_type_id for day, one in choices(begin=begin, end=end).items()
    }


def choices(*, begin: date, end: date) -> Mapping[date, DayChoice]:
    """What was chosen by hand of those days."""
    return DayChoice.objects.filter(day__gte=begin, day__lt=end).in_bulk()


def calendar_kinds(*, begin: date, end: date) -> Mapping[date, Kind]:
    """What the city's calendar says of each day from `begin` up to, not including, `end`."""
    return kinds_by(rules=[one.rule for one in DayType.objects.all()], begin=begin, end=end)


def kinds_by(*, rules: Sequence[DayRule], begin: date, end: date) -> Mapping[date, Kind]:
    """What it would say by other rules."""
    holidays = [
        HolyDay(
            one.day,
            one.name,
            one.closes_offices,
            one.kind == calendars.HolidayKind.JOINT_LEAVE,
        )
        for one in calendars.holidays(start=begin - _FAR, end=end + _FAR)
    ]
    spans = [Span(one.day_type_id, one.begin, one.end) for one in DaySpan.objects.all()]
    return {
        day: kind_of(day=day, rules=rules, holidays=holidays, spans=spans)
        for day in _days(begin, end)
    }


def kind(*, day: date) -> DayType | None:
    """The kind of one day; None where the city has written no rule that holds."""
    code = kinds(begin=day, end=day + timedelta(days=1))[day]
    return DayType.objects.filter(code=code).first()


def _days(begin: date, end: date) -> Iterator[date]:
    for number in range((end - begin).days):
        yield begin + timedelta(days=number)
