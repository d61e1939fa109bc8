"""What-if questions with their runs, kept as reports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.rules.what_if import HOURS, Question, RunState, Side, read, together


class Simulation(models.Model):
    """One question, asked on a day, and where it has come to.

    `plan_a`, `plan_b`: what was chosen (`queries.what_if.Choice`). `inputs`: the whole question
    (`rules.what_if.Question`), so that plans and counts may change without changing the answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    plan_a = models.CharField(max_length=48)
    plan_b = models.CharField(max_length=48)
    inputs = models.JSONField()
    inputs_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("what-if comparison")
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="traffic_simulation_hour", condition=Q(hour__lt=HOURS)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour:02}:00 {self.plan_a} {self.plan_b}"

    @property
    def question(self) -> Question:
        """What was asked."""
        return read(self.inputs)

    @property
    def state(self) -> RunState:
        """By its runs."""
        return together(states=[RunState(run.step) for run in self.runs.all()])


class SimulationRun(models.Model):
    """One plan on the vehicles of one seed. `gridlock_s`: into the hour, nothing moved any more.

    `figures`: the engine's `Figures`; `junctions`: its `JunctionTotals`, by code. `failure`: why
    there are none.
    """

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="runs")
    side = models.CharField(max_length=1, choices=[(one.value, one.value) for one in Side])
    seed = models.PositiveIntegerField()
    step = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in RunState],
        default=RunState.QUEUED,
    )  # fmt: skip
    figures = models.JSONField(null=True)
    gridlock_s = models.FloatField(null=True)
    junctions = models.JSONField(default=dict)
    failure = models.CharField(max_length=48, blank=True)
    wall_s = models.FloatField(null=True)

    class Meta:
        verbose_name = _("run of a what-if comparison")
        ordering: ClassVar = ["simulation_id", "side", "seed"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["simulation", "side", "seed"], name="traffic_run_once"),
            models.CheckConstraint(
                name="traffic_run_has_result",
                condition=~Q(step=RunState.DONE) | Q(figures__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.seed} {self.step}"
