"""What was shown as a possible duplicate, and what was said to it: how good the hints are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id


class DuplicateHint(models.Model):
    """One report shown beside another, with its likeness at that moment.

    It names no person. A draft that became no report is known by its id alone, which leads
    nowhere once the draft is gone.
    """

    class ShownTo(models.TextChoices):
        """Who had to look."""

        CITIZEN = "citizen", _("citizen")
        OFFICER = "officer", _("officer")

    class Choice(models.TextChoices):
        """What they said. `ignored`: another one was chosen beside it."""

        SAME = "same", _("the same")
        DIFFERENT = "different", _("another one")
        IGNORED = "ignored", _("not answered")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(
        "cases.Case", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    draft_id = models.UUIDField(null=True, editable=False)
    candidate = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    distance = models.FloatField(null=True)
    time = models.FloatField()
    text = models.FloatField(null=True)
    photo = models.FloatField(null=True)
    distance_m = models.FloatField()
    shown_to = models.CharField(max_length=8, choices=ShownTo.choices)
    choice = models.CharField(max_length=10, choices=Choice.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("hint of a duplicate")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reports_hint_of_something",
                condition=Q(case__isnull=False) | Q(draft_id__isnull=False),
            ),
            models.CheckConstraint(
                name="reports_hint_score", condition=Q(score__gte=0, score__lte=1)
            ),
            models.UniqueConstraint(
                name="reports_hint_once",
                fields=["case", "candidate", "shown_to"],
                condition=Q(case__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice} {self.score:.2f}"
