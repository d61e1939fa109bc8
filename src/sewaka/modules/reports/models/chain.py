"""The chain as rows: how long each office has, and which office had which report when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.calendar import Budget, Unit
from sewaka.kernel.ids import new_id
from sewaka.modules.reports.models.setup import UNITS, SlaPolicy
from sewaka.modules.reports.rules.chain import Ending, Leg
from sewaka.modules.reports.rules.levels import Level
from sewaka.modules.reports.rules.policies import Stage
from sewaka.modules.reports.rules.routing import Plan

_PLANS = [(plan.value, plan.value) for plan in Plan]
_LEVELS = [(level.value, level.value) for level in Level]


class HopBudget(models.Model):
    """How long the office of one level has, in one plan of a policy."""

    policy = models.ForeignKey(
        SlaPolicy, on_delete=models.CASCADE, related_name="hops", db_index=False
    )
    plan = models.CharField(max_length=16, choices=_PLANS)
    level = models.CharField(max_length=16, choices=_LEVELS)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16, choices=UNITS)

    class Meta:
        verbose_name = _("time of an office")
        constraints: ClassVar = [
            models.UniqueConstraint(name="reports_hop_budget", fields=["policy", "plan", "level"]),
            models.CheckConstraint(name="reports_hop_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.level} {self.amount} {self.unit}"

    def as_stage(self) -> Stage:
        """The row as a plain value."""
        return Stage(Level(self.level), Budget(self.amount, Unit(self.unit)))


class Hop(models.Model):
    """One office's turn with a report (estafet): half-open, from `from_at` up to `to_at`.

    One open hop a case. Every hop begins where the former ended, unless that one ended the chain
    (`acted`); a closed hop is never changed. Triggers of the fourth migration hold both. `reason`
    is the state that the report went to when somebody acted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="hops", db_index=False
    )
    n = models.PositiveSmallIntegerField()
    plan = models.CharField(max_length=16, choices=_PLANS)
    level = models.CharField(max_length=16, choices=_LEVELS)
    area_code = models.CharField(max_length=32, blank=True, db_collation="C")
    agency = models.ForeignKey(
        "agencies.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    from_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # none on the mayor's list
    unit = models.CharField(max_length=16, choices=UNITS)
    paused_at = models.DateTimeField(null=True, blank=True)
    to_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=12, blank=True, choices=[(ending.value, ending.value) for ending in Ending]
    )
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("turn of an office")
        constraints: ClassVar = [
            models.UniqueConstraint(name="reports_hop_number", fields=["case", "n"]),
            models.UniqueConstraint(
                name="reports_hop_one_open", fields=["case"], condition=Q(to_at__isnull=True)
            ),
            models.CheckConstraint(
                name="reports_hop_forward",
                condition=(Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")))
                & (Q(due_at__isnull=True) | Q(due_at__gte=F("from_at"))),
            ),
            models.CheckConstraint(
                name="reports_hop_outcome",
                condition=Q(to_at__isnull=True, outcome="")
                | (Q(to_at__isnull=False, paused_at__isnull=True) & ~Q(outcome="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="reports_hop_due",
                fields=["due_at"],
                condition=Q(to_at__isnull=True, paused_at__isnull=True, due_at__isnull=False),
            ),
            models.Index(
                name="reports_hop_open_level",
                fields=["level", "from_at"],
                condition=Q(to_at__isnull=True),
            ),
            models.Index(
                name="reports_hop_skipped",
                fields=["to_at"],
                condition=Q(outcome__in=["skipped", "vacant"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n} {self.level}"

    def as_leg(self) -> Leg:
        """The row as a plain value."""
        return Leg(
            level=Level(self.level),
            from_at=self.from_at,
            due_at=self.due_at,
            unit=Unit(self.unit),
            paused_at=self.paused_at,
            to_at=self.to_at,
            ending=Ending(self.outcome) if self.outcome else None,
        )

    def put(self, leg: Leg) -> None:
        """Set the columns that may change to those of the leg; not saved yet."""
        self.due_at, self.paused_at, self.to_at = leg.due_at, leg.paused_at, leg.to_at
        self.outcome = leg.ending or ""
