"""What was measured: readings of seven days, minutes of ninety, quarters of an hour for ever.

`observation` is partitioned by day on the *device's* time, which is why that stands in its key:
what a device sends twice is the same row. The application makes and drops partitions through two
functions of the owner's (migration `0002`), for it may not change the schema itself.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Observation(models.Model):
    """A reading as it came. The table is the migration's own: Django knows no partitions.

    `zone_count`: vehicles in the zone at that moment, for delay without identities.
    """

    pk = models.CompositePrimaryKey("detector_id", "observed_at", "boot_id", "seq")
    observed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    seq = models.BigIntegerField()
    detector_id = models.IntegerField()
    boot_id = models.IntegerField()
    period_s = models.FloatField()
    occupancy = models.FloatField()
    speed_ms = models.FloatField(null=True)
    n_motorcycle = models.SmallIntegerField()
    n_car = models.SmallIntegerField()
    n_heavy = models.SmallIntegerField()
    queue = models.SmallIntegerField()
    zone_count = models.SmallIntegerField()
    status = models.CharField(max_length=8)

    class Meta:
        verbose_name = _("reading of a detector")
        managed = False
        db_table = "traffic_observation"

    def __str__(self) -> str:
        return f"{self.detector_id} {self.observed_at:%Y-%m-%d %H:%M:%S}"


class _Rollup(models.Model):
    """A detector's figures over one stretch of time that begins at `started_at`.

    `flow_pcu_h`: PKJI's q, protected equivalents (`verified: no`). `zone_s`: the sum of vehicles
    in the zone times seconds. `completeness`: the part of the time for which it spoke, 0 to 1.
    `delay_s` per vehicle and `level` are empty where nobody passed or too little is known.
    """

    pk = models.CompositePrimaryKey("detector_id", "started_at")
    started_at = models.DateTimeField()
    detector_id = models.IntegerField()
    n_motorcycle = models.IntegerField()
    n_car = models.IntegerField()
    n_heavy = models.IntegerField()
    flow_pcu_h = models.FloatField()
    occupancy = models.FloatField()
    speed_p15_ms = models.FloatField(null=True)
    speed_p50_ms = models.FloatField(null=True)
    speed_p85_ms = models.FloatField(null=True)
    queue_max = models.SmallIntegerField()
    zone_s = models.FloatField()
    delay_s = models.FloatField(null=True)
    level = models.CharField(max_length=1, blank=True)
    samples = models.IntegerField()
    completeness = models.FloatField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.detector_id} {self.started_at:%Y-%m-%d %H:%M}"


class Minute(_Rollup):
    """One minute; kept for ninety days."""

    class Meta:
        verbose_name = _("minute of a detector")
        db_table = "traffic_rollup_1m"
        indexes: ClassVar = [models.Index(fields=["started_at"], name="traffic_1m_by_time")]


class Quarter(_Rollup):
    """Fifteen minutes; kept for ever."""

    class Meta:
        verbose_name = _("quarter of an hour of a detector")
        db_table = "traffic_rollup_15m"
        indexes: ClassVar = [models.Index(fields=["started_at"], name="traffic_15m_by_time")]


class LateMinute(models.Model):
    """A minute into which readings came late: its figures are to be made anew.

    One row for each batch, never one for each minute: the roll-up deletes the rows that it saw,
    and what came beside it stays for the next round.
    """

    started_at = models.DateTimeField()

    class Meta:
        verbose_name = _("minute with late readings")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class Watermark(models.Model):
    """How far a roll-up has come: everything before `until` is made."""

    name = models.CharField(max_length=16, primary_key=True)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("watermark of a roll-up")

    def __str__(self) -> str:
        return f"{self.name} {self.until:%Y-%m-%d %H:%M}"


class SignalEvent(models.Model):
    """A signal changed its stage, its mode or its plan."""

    junction = models.CharField(max_length=48)
    at = models.DateTimeField()
    stage = models.SmallIntegerField()
    indications = models.CharField(max_length=128)
    mode = models.CharField(max_length=16)
    plan = models.CharField(max_length=64, blank=True)
    cause = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("change of a signal")
        indexes: ClassVar = [
            models.Index(fields=["junction", "-at"], name="traffic_signal_latest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["junction", "at"], name="traffic_signal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.junction} {self.at:%H:%M:%S} {self.stage}"
