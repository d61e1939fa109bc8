"""What the engine knows of each junction now, and what operators ask of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.rules.overriding import LONGEST, Cause


class SignalNow(models.Model):
    """The last that was heard of one junction; one row each, rewritten every second.

    `at` by the junction's clock, `heard_at` by ours. `stage` of `stages`, from 0. `why` and
    `figures`: the decision's code and numbers (`words.REASONS`). `level`, `delay_s`, `queue`,
    `passed`: over the last five minutes, empty while nobody knows. `silent`: detectors that do not
    speak. `queues`: by detector. `densities`: vehicles per km and lane, by approach. `flash_since`,
    `flash_code`: of a flash that is latched, by the junction's clock.
    """

    junction = models.CharField(max_length=48, primary_key=True)
    at = models.DateTimeField()
    heard_at = models.DateTimeField()
    stage = models.PositiveSmallIntegerField()
    stages = models.PositiveSmallIntegerField()
    indications = models.CharField(max_length=128)
    age_s = models.FloatField()
    mode = models.CharField(max_length=16)
    plan = models.CharField(max_length=64, blank=True)
    faults = models.JSONField(default=list)
    flash_since = models.DateTimeField(null=True)
    flash_code = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=32, blank=True)
    figures = models.JSONField(default=dict)
    refusal = models.CharField(max_length=32, blank=True)
    level = models.CharField(max_length=1, blank=True)
    delay_s = models.FloatField(null=True)
    queue = models.PositiveIntegerField(null=True)
    passed = models.PositiveIntegerField(null=True)
    queues = models.JSONField(default=dict)
    silent = models.JSONField(default=list)
    densities = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("signal as last heard of")

    def __str__(self) -> str:
        return f"{self.junction} {self.mode}"


class Override(models.Model):
    """An operator holds a stage. It ends by itself at `expires_at`; one at a time per junction."""

    id = models.UUIDField(primary_key=True, default=new_id)
    junction = models.CharField(max_length=48)
    stage = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    actor_id = models.UUIDField()
    role = models.CharField(max_length=64)
    former_mode = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    cause = models.CharField(
        max_length=16, blank=True, choices=[(cause.value, cause.value) for cause in Cause]
    )

    class Meta:
        verbose_name = _("override")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["junction"], condition=Q(released_at=None), name="traffic_one_override"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="traffic_override_ends"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + 2 * LONGEST),
                name="traffic_override_ends_soon",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, cause="")
                | (Q(released_at__isnull=False) & ~Q(cause="")),
                name="traffic_override_has_cause",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-created_at"], name="traffic_override_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.junction} {self.stage}"


class StreetWish(models.Model):
    """Something that shall happen on the demo's simulated street; nothing of a real one.

    `kind`, `place`, `amount`: see `street.troubles`. `answer` is empty until the street took it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=24)
    place = models.CharField(max_length=97, blank=True)
    amount = models.FloatField(default=0.0)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("wish of the demo street")
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], condition=Q(answer=""), name="traffic_wish_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"
