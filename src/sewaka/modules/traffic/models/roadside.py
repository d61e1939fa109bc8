"""What stands at the roadside: junctions, their approaches and lanes, and the detectors."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

_CODE = 48


class Junction(models.Model):
    """A signalised junction (*simpang*)."""

    code = models.CharField(max_length=_CODE, primary_key=True)
    name = models.CharField(max_length=120)
    lat = models.FloatField()
    lon = models.FloatField()
    coordinates_approximate = models.BooleanField(default=True)
    is_provincial = models.BooleanField(default=False)
    controller = models.CharField(max_length=32)  # the driver: simulator, mqtt
    online_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("junction")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Approach(models.Model):
    """An arm that leads to the stop line (*pendekat*). `effective_m`: LE of PKJI."""

    code = models.CharField(max_length=2 * _CODE, primary_key=True)
    junction = models.ForeignKey(Junction, on_delete=models.CASCADE, related_name="approaches")
    street = models.CharField(max_length=120)
    effective_m = models.FloatField()
    length_m = models.FloatField()
    speed_ms = models.FloatField()
    near_school = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("approach")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class LaneRow(models.Model):
    """One lane of an approach (*lajur*), numbered from 1 at the kerb."""

    code = models.CharField(max_length=2 * _CODE, primary_key=True)
    approach = models.ForeignKey(Approach, on_delete=models.CASCADE, related_name="lanes")
    number = models.PositiveSmallIntegerField()
    width_m = models.FloatField()
    storage_m = models.FloatField()

    class Meta:
        verbose_name = _("lane")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class Detector(models.Model):
    """What counts and sees the zone of one lane.

    `zone_m`, `free_ms`: length of the zone and free speed on it, for delay without identities.
    `health`: whether it is to be believed, since `health_since`, for these `faults`.
    `last_boot`, `last_seq`, `last_at`: of its newest reading. `refused`: messages since ever that
    were dropped; the last one lies in `refused_sample` for a day.
    """

    junction = models.ForeignKey(Junction, on_delete=models.CASCADE, related_name="detectors")
    code = models.CharField(max_length=_CODE)
    lane = models.ForeignKey(LaneRow, on_delete=models.CASCADE, related_name="detectors")
    kind = models.CharField(max_length=16)  # loop, radar, camera, virtual_loop, fcd
    distance_m = models.FloatField(default=0.0)
    zone_m = models.FloatField()
    free_ms = models.FloatField()
    period_s = models.FloatField(default=1.0)
    health = models.CharField(max_length=16, default="healthy")
    health_since = models.DateTimeField(null=True)
    faults = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    calibrated_at = models.DateTimeField(null=True)
    last_boot = models.PositiveIntegerField(null=True)
    last_seq = models.PositiveBigIntegerField(null=True)
    last_at = models.DateTimeField(null=True)
    refused = models.PositiveBigIntegerField(default=0)
    refused_code = models.CharField(max_length=32, blank=True)
    refused_sample = models.TextField(blank=True)
    refused_at = models.DateTimeField(null=True)
    too_old = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("detector")
        ordering: ClassVar = ["junction_id", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["junction", "code"], name="traffic_detector_once_at_junction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.junction_id}/{self.code}"
