"""Resets of signals that flash: asked for, confirmed by another person, answered by the signal."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.rules.resetting import OPEN, ResetState

_CONFIRMED = (ResetState.CONFIRMED, ResetState.DONE, ResetState.REFUSED)


class FlashReset(models.Model):
    """Of the flash that began at `flash_since`, and of no later one.

    `answer`: the code with which the signal refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    junction = models.CharField(max_length=48)
    flash_since = models.DateTimeField()
    fault = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    step = models.CharField(
        max_length=16, choices=[(one.value, one.value) for one in ResetState],
        default=ResetState.ASKED,
    )  # fmt: skip
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("reset of a signal that flashes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["junction"], condition=Q(step__in=OPEN), name="traffic_one_open_reset"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="traffic_reset_two_persons",
            ),
            models.CheckConstraint(
                condition=(Q(confirmed_by=None, confirmed_at=None) & ~Q(step__in=_CONFIRMED))
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, step__in=_CONFIRMED),
                name="traffic_reset_whole",
            ),
            models.CheckConstraint(
                condition=Q(step__in=OPEN, ended_at=None)
                | (~Q(step__in=OPEN) & Q(ended_at__isnull=False)),
                name="traffic_reset_ends",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["junction", "-asked_at"], name="traffic_reset_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.junction} {self.step}"

    @property
    def persons(self) -> tuple[str, str]:
        """A mark of each of the two: another for another person, and telling nobody who it is."""
        return self._mark(self.asked_by), self._mark(self.confirmed_by)

    def _mark(self, person: UUID | None) -> str:
        return sha256(self.pk.bytes + (person.bytes if person else b"")).hexdigest()[:16]


def open_reset(*, junction: str) -> FlashReset | None:
    """The one that waits for its second person, or for the signal."""
    return FlashReset.objects.filter(junction=junction, step__in=OPEN).first()
