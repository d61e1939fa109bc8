"""The wrapped keys."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sewaka.kernel.keys.classes import KeyClass


class SubjectKey(models.Model):
    """One person's data key of one class, wrapped. An erased key leaves only its number."""

    id = models.BigAutoField(primary_key=True)
    subject_id = models.UUIDField()
    key_class = models.CharField(max_length=12, choices=[(k.value, k.value) for k in KeyClass])
    master = models.PositiveSmallIntegerField()  # version of the master key that wraps it
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "key_class"], name="keys_one_each"),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True, erased_at__isnull=False)
                | Q(wrapped__isnull=False, erased_at__isnull=True),
                name="keys_erased_or_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["key_class", "master"],
                condition=Q(wrapped__isnull=False),
                name="keys_by_master",
            ),
        ]

    def __str__(self) -> str:
        """Number and class; never the key."""
        return f"k{self.pk} ({self.key_class})"
