"""What is wrong on the street: the details of an incident's case, and who has seen the alarm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sewaka.modules.traffic.models.roadside import Approach
from sewaka.modules.traffic.rules.incidents import DETECTED, ON_THE_STREET, Severity


class IncidentDetail(models.Model):
    """One to one with its case. `evidence`: by name, figure and limit of the rule that found it.

    `detected_by`: the rule, or `operator`. `cause`: what it was, once somebody knows.
    `seen_at`: an operator has seen the alarm, which asks nobody any more.
    """

    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    junction = models.CharField(max_length=48)
    approach = models.CharField(max_length=96)
    detector = models.CharField(max_length=48, blank=True)
    detected_by = models.CharField(max_length=24)
    detected_at = models.DateTimeField()
    evidence = models.JSONField(default=dict)
    severity = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Severity])
    cause = models.CharField(max_length=24, blank=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("incident")
        indexes: ClassVar = [
            models.Index(fields=["approach", "-detected_at"], name="traffic_incident_latest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="traffic_incident_seen_whole",
                condition=models.Q(seen_at__isnull=True, seen_by__isnull=True)
                | models.Q(seen_at__isnull=False, seen_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.approach} {self.detected_at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What everybody may know of a confirmed incident."""

    junction: str
    approach: str
    street: str
    since: datetime


def alarms() -> list[IncidentDetail]:
    """What nobody has confirmed or dismissed yet, and what is on the street; the newest first."""
    found = IncidentDetail.objects.filter(case__state__in=(DETECTED, *ON_THE_STREET))
    return list(found.select_related("case").order_by("-detected_at", "pk"))


def obstacles(*, junctions: Iterable[str]) -> Mapping[str, list[Obstacle]]:
    """Confirmed and not yet over, by junction, the oldest first."""
    found: dict[str, list[Obstacle]] = {}
    rows = list(
        IncidentDetail.objects.filter(
            junction__in=list(junctions), case__state__in=ON_THE_STREET
        ).order_by("detected_at", "pk")
    )
    if not rows:
        return found  # as nearly always
    streets = dict(
        Approach.objects.filter(code__in=[row.approach for row in rows]).values_list(
            "code", "street"
        )
    )
    for row in rows:
        one = Obstacle(row.junction, row.approach, streets.get(row.approach, ""), row.detected_at)
        found.setdefault(row.junction, []).append(one)
    return found
