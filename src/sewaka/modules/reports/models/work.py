"""Finished work: what was photographed, and what another office said of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.reports.models.report import Report
from sewaka.modules.reports.rules.validation import Verdict


class WorkProof(models.Model):
    """One photo of finished work, measured; or the finishing itself where there was none.

    `taken_at` is the photo's own hint where it can be true, else when it reached the server. The
    exact position lies apart (`files.Whereabouts`) and is for offices only. A trigger refuses a
    person who has looked at the work of the same report.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="proofs")
    round = models.PositiveSmallIntegerField()
    file = models.OneToOneField(
        "files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.CharField(max_length=8, default="after")
    taken_at = models.DateTimeField(null=True)
    distance_m = models.PositiveIntegerField(null=True)
    doubts = models.CharField(max_length=60, blank=True)  # codes of `rules.proofs.Doubt`
    reason = models.TextField(blank=True)  # why it proves less; everybody reads it
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("proof of work")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.distance_m} m"


class Validation(models.Model):
    """What another office said of finished work, or that it stayed silent.

    A trigger refuses a person who has finished work of the same report, in whichever round.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="validations")
    round = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=80)  # the desk that was asked
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    verdict = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Verdict])
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at finished work")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reports_silence_has_no_name",
                condition=~Q(verdict=Verdict.SKIPPED) | Q(by=None),
            ),
            models.CheckConstraint(
                name="reports_refusal_has_reason",
                condition=~Q(verdict=Verdict.REFUSED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.verdict}"
