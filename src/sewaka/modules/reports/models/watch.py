"""What is being worked on and has a promise to keep: where its time stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.rules.marks import Mark

_MARKS = [(mark.value, mark.value) for mark in Mark]


class Watch(models.Model):
    """The next moment at which somebody has to hear of a report's resolution clock.

    Exists from the first answer to the end of the work; while a question to the author stands,
    `next_at` is empty. `listed_at` is since when the mayor has it on the list.
    """

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    passed = models.CharField(max_length=8, blank=True, choices=_MARKS)  # the last mark, "" if none
    next_at = models.DateTimeField(null=True, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("watched promise")
        indexes: ClassVar = [
            models.Index(
                name="reports_watch_next", fields=["next_at"], condition=Q(next_at__isnull=False)
            ),
            models.Index(
                name="reports_watch_listed",
                fields=["listed_at"],
                condition=Q(listed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.passed or "running"
