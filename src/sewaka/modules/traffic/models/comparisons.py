"""Before and after: what a change at some junctions did, as it was reckoned and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.models import days, profiles
from sewaka.modules.traffic.models.measured import Quarter
from sewaka.modules.traffic.models.profiled import QUARTERS_A_DAY
from sewaka.modules.traffic.models.roadside import Detector
from sewaka.modules.traffic.rules.comparing import Window

_CODE = 48


class KpiComparison(models.Model):
    """Days of both windows are included at both ends.

    `effect`: the relative change of delay, −0.18 for 18 % less, with its 95 % interval; what
    changed at the `controls` too is taken out. `excluded`: reason by day.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    junctions = ArrayField(models.CharField(max_length=_CODE))
    controls = ArrayField(models.CharField(max_length=_CODE), default=list, blank=True)
    before_begin = models.DateField()
    before_end = models.DateField()
    after_begin = models.DateField()
    after_end = models.DateField()
    day_types = ArrayField(models.CharField(max_length=32))
    excluded = models.JSONField(default=dict)
    effect = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    delay_before_s = models.FloatField()
    delay_after_s = models.FloatField()
    days_before = models.PositiveSmallIntegerField()
    days_after = models.PositiveSmallIntegerField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("comparison before and after")
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="traffic_kpi_windows",
                condition=Q(before_begin__lte=F("before_end"))
                & Q(before_end__lt=F("after_begin"))
                & Q(after_begin__lte=F("after_end")),
            ),
            models.CheckConstraint(name="traffic_kpi_interval", condition=Q(low__lte=F("high"))),
        ]

    def __str__(self) -> str:
        return f"{self.after_begin} {self.effect:+.0%}"

    @property
    def is_sure(self) -> bool:
        """Whether the change is beyond chance."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A local day at a set of junctions: its kind, seconds lost a vehicle, and what was heard."""

    on: date
    kind: str
    delay_s: float
    vehicles: float
    completeness: float


def days_of(*, junctions: Sequence[str], window: Window) -> Sequence[Measured]:
    """Every day of the window on which anything was measured there."""
    detectors = list(Detector.objects.filter(junction__in=junctions).values_list("pk", flat=True))
    kinds: Mapping[date, str] = days.kinds(begin=window.begin, end=window.end + timedelta(days=1))
    passed = F("n_motorcycle") + F("n_car") + F("n_heavy")
    rows = (
        Quarter.objects.filter(
            detector_id__in=detectors,
            started_at__gte=profiles.midnight(window.begin),
            started_at__lt=profiles.midnight(window.end + timedelta(days=1)),
        )
        .annotate(on=TruncDate("started_at", tzinfo=profiles.zone()))
        .values("on")
        .annotate(
            lost_s=Sum(F("delay_s") * passed),
            vehicles=Sum(passed, filter=Q(delay_s__isnull=False)),
            spoken=Sum("completeness"),
        )
        .order_by("on")
    )
    return [
        Measured(
            on=row["on"],
            kind=kinds.get(row["on"], ""),
            delay_s=row["lost_s"] / row["vehicles"],
            vehicles=float(row["vehicles"]),
            completeness=row["spoken"] / (QUARTERS_A_DAY * len(detectors)),
        )
        for row in rows
        if row["vehicles"]
    ]
