"""What the front door keeps: counts of refused content, nothing about anybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PolicyViolation(models.Model):
    """How often a browser refused something on a page of ours on a day (Content-Security-Policy).

    Both texts come from lists of our own, so that nobody can fill the table with theirs.
    """

    on = models.DateField()
    directive = models.CharField(max_length=40)
    page = models.CharField(max_length=100)  # URL name; empty where the address is not ours
    count = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[PolicyViolation]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on", "directive", "page"], name="portal_violation_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.directive} {self.page}: {self.count}"
