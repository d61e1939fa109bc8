"""Nets that were imported, and who has approved which junction's conflict matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sewaka.modules.traffic.models.roadside import Junction


class StreetNet(models.Model):
    """One import. `digest`: of the file. `notes`: code, junction and detail of what was guessed."""

    digest = models.CharField(max_length=64, primary_key=True)
    file_name = models.CharField(max_length=200)
    counts = models.JSONField()
    notes = models.JSONField()
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("net of streets")
        ordering: ClassVar = ["-imported_at"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.digest[:12]}"


class MatrixApproval(models.Model):
    """An engineer has looked at movements, conflicts and stages, and they are as on the street."""

    junction = models.ForeignKey(Junction, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # another matrix needs a new look
    approved_by = models.UUIDField(null=True)  # None: it came with the demo
    approved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("approval of a conflict matrix")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["junction", "digest"], name="traffic_matrix_once")
        ]

    def __str__(self) -> str:
        return f"{self.junction_id} {self.digest[:12]}"


def approvals(*, digests: Mapping[str, str]) -> Mapping[str, MatrixApproval]:
    """By junction, of those matrices."""
    rows = MatrixApproval.objects.filter(junction__in=list(digests))
    return {one.junction_id: one for one in rows if digests[one.junction_id] == one.digest}
