"""Who wants to hear of what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sewaka.kernel.ids import new_id


class Subscription(models.Model):
    """One address and the names of the events it wants. Never deleted: it ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    url = models.URLField(max_length=500)
    events = ArrayField(models.CharField(max_length=100))
    purpose = models.CharField(max_length=200)  # which system, and why it may know
    secret_round = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """An address has one living subscription."""

        constraints = [
            models.UniqueConstraint(
                fields=["url"], condition=Q(ended_at=None), name="webhooks_one_per_address"
            ),
        ]

    def __str__(self) -> str:
        """Address."""
        return self.url
