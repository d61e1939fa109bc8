"""The counters."""

from __future__ import annotations

from django.db import models


class Spent(models.Model):
    """What one somebody has spent of one limit in one window. Unlogged: lost in a crash, cheap."""

    id = models.BigAutoField(primary_key=True)
    limit = models.CharField(max_length=80)
    who = models.BinaryField()  # a keyed digest: addresses and numbers are personal
    window = models.BigIntegerField()
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["limit", "who", "window"], name="limits_one_count"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="limits_ended")]

    def __str__(self) -> str:
        """Limit and count."""
        return f"{self.limit}: {self.count}"
