"""The usual day: what an approach carries in each quarter of an hour, by kind of day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

QUARTERS_A_DAY = 96


class Profile(models.Model):
    """One quarter of the usual day of that kind at an approach, or at the whole junction ("").

    Of the days between `first_day` and `last_day` on which the quarter was measured well enough
    (`days` of the `of_days` of this kind): volume in vehicles a quarter, delay in seconds a
    vehicle, speed in m/s, each below which 15, 50 and 85 % of the days lay.
    """

    pk = models.CompositePrimaryKey("junction", "approach", "day_type", "quarter")
    junction = models.CharField(max_length=48)
    approach = models.CharField(max_length=96, blank=True)
    day_type = models.CharField(max_length=32)
    quarter = models.PositiveSmallIntegerField()  # of the local day, 0 to 95
    volume_p15 = models.FloatField()
    volume_p50 = models.FloatField()
    volume_p85 = models.FloatField()
    delay_p15_s = models.FloatField(null=True)
    delay_p50_s = models.FloatField(null=True)
    delay_p85_s = models.FloatField(null=True)
    speed_p15_ms = models.FloatField(null=True)
    speed_p50_ms = models.FloatField(null=True)
    speed_p85_ms = models.FloatField(null=True)
    days = models.PositiveSmallIntegerField()
    of_days = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quarter of a usual day")
        db_table = "traffic_profile"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="traffic_profile_quarter", condition=models.Q(quarter__lt=QUARTERS_A_DAY)
            )
        ]

    def __str__(self) -> str:
        return f"{self.junction} {self.approach} {self.day_type} {self.quarter}"
