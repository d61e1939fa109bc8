"""How cameras were set up: versions, of which the one that was last taken into use counts.

Numbers only. What a camera sees is not kept anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.models.roadside import Junction
from sewaka.modules.traffic.rules.cameras import Compared, compared


class CameraSetup(models.Model):
    """One version. `given`: as `counting.site` reads it.

    `counted`, `tapped`: vehicles by detector in the last trial, by the camera and by a person.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    camera = models.SlugField(max_length=48)
    number = models.PositiveSmallIntegerField()
    junction = models.ForeignKey(Junction, on_delete=models.PROTECT, related_name="+")
    given = models.JSONField()
    author_id = models.UUIDField(null=True)  # None: it came with the demo
    created_at = models.DateTimeField()
    counted = models.JSONField(null=True)
    tapped = models.JSONField(null=True)
    tried_at = models.DateTimeField(null=True)
    in_use_from = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("set-up of a camera")
        ordering: ClassVar = ["camera", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["camera", "number"], name="traffic_camera_version"),
            models.CheckConstraint(
                name="traffic_camera_whole_trial",
                condition=Q(tried_at=None, counted=None, tapped=None)
                | Q(tried_at__isnull=False, counted__isnull=False, tapped__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.camera}/{self.number}"

    @property
    def trial(self) -> Compared | None:
        """The last one, over all lanes."""
        if self.counted is None or self.tapped is None:
            return None
        return compared(counted=self.counted, tapped=self.tapped)


def in_use() -> Mapping[str, CameraSetup]:
    """By camera: what was taken into use last."""
    rows = CameraSetup.objects.filter(in_use_from__isnull=False).order_by("in_use_from")
    return {one.camera: one for one in rows}
