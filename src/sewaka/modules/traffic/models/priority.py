"""Requests for priority: one row for each signal on a vehicle's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.control.priority import RequestState, Strategy, VehicleClass
from sewaka.modules.traffic.rules.priority import KEEP, LIVE, PASSING

_KINDS = [(one.value, one.value) for one in VehicleClass]
_SHOWN_FOR = timedelta(days=1)
_LISTED = 20


class PriorityVehicle(models.Model):
    """A vehicle that may ask, and as what. Its key is derived (`credentials.vehicle_key`) from its
    code and `key_number`: a new number makes the key before worthless. `owner`: whose it is."""

    code = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=16, choices=_KINDS)
    is_active = models.BooleanField(default=True)
    owner = models.CharField(max_length=120, blank=True)
    key_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("vehicle with priority")

    def __str__(self) -> str:
        return self.code


class PriorityRequest(models.Model):
    """At one signal; those of one `trip` are one call. `place`: their order on the way.

    `approach`, `exit`: roads. `link_s`: from the line before to this one, driven freely. `eta` by
    the junction's clock. `exit_by`: whose word it was that the vehicle has passed: its own
    (`vehicle`), the detectors', or none (`time`). `reason`: code of a rejection or a wait.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    trip = models.UUIDField()
    place = models.PositiveSmallIntegerField()
    vehicle = models.ForeignKey(PriorityVehicle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=_KINDS)
    junction = models.CharField(max_length=48)
    approach = models.CharField(max_length=96)
    exit = models.CharField(max_length=96, blank=True)
    stage = models.PositiveSmallIntegerField()
    eta = models.DateTimeField()
    eta_error_s = models.FloatField(default=5.0)
    link_s = models.FloatField(default=0.0)
    step = models.CharField(
        max_length=16, choices=[(one.value, one.value) for one in RequestState],
        default=RequestState.REQUESTED,
    )  # fmt: skip
    strategy = models.CharField(
        max_length=8, blank=True, choices=[(one.value, one.value) for one in Strategy]
    )
    reason = models.CharField(max_length=32, blank=True)
    has_passed = models.BooleanField(default=False)  # by the vehicle's own word
    exit_by = models.CharField(max_length=16, blank=True)
    overridden_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request for priority")
        ordering: ClassVar = ["trip", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trip", "place"], name="traffic_priority_place_once"),
            models.CheckConstraint(
                condition=Q(step__in=LIVE, ended_at=None)
                | (~Q(step__in=LIVE) & Q(ended_at__isnull=False)),
                name="traffic_priority_ends",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["junction"], condition=Q(step__in=LIVE), name="traffic_priority_live"
            ),
            models.Index(fields=["-asked_at"], name="traffic_priority_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.junction} {self.kind} {self.step}"


def key_number_of(*, vehicle: str) -> int | None:
    """Of a vehicle that may ask; None of everybody else."""
    rows = PriorityVehicle.objects.filter(pk=vehicle, is_active=True)
    return rows.values_list("key_number", flat=True).first()


def passing(*, junctions: Iterable[str]) -> Mapping[str, str]:
    """By junction: the class of whom it gives way to now, or whose side streets recover."""
    rows = PriorityRequest.objects.filter(junction__in=list(junctions), step__in=PASSING)
    return dict(rows.order_by("active_at").values_list("junction", "kind"))


def call_of(*, trip: UUID, vehicle: str) -> list[PriorityRequest]:
    """A vehicle's own call, signal by signal. Raises NotFound."""
    found = list(PriorityRequest.objects.filter(trip=trip, vehicle_id=vehicle).order_by("place"))
    if not found:
        raise NotFound("traffic.priority.not_found")
    return found


def forget(*, now: datetime) -> None:
    """Calls that are long past."""
    PriorityRequest.objects.filter(asked_at__lt=now - KEEP).exclude(step__in=LIVE).delete()


def latest(*, junction: str, now: datetime) -> list[PriorityRequest]:
    """Of one junction: those that are under way, and the last day's."""
    rows = PriorityRequest.objects.filter(
        Q(step__in=LIVE) | Q(asked_at__gt=now - _SHOWN_FOR), junction=junction
    )
    return list(rows.order_by("-asked_at")[:_LISTED])
