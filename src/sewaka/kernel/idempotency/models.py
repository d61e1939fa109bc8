"""The kept answers."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """What was answered to one key.

    `key` is a digest, and the body is sealed under the key itself: answers can hold secrets (the
    link of an anonymous report), and only who sends the key again may read them.
    """

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=80)
    key = models.BinaryField()
    request_hash = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)  # null only inside the first transaction
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="idempotency_one_answer"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_expired")]

    def __str__(self) -> str:
        """Scope and status."""
        return f"{self.scope}: {self.status}"
