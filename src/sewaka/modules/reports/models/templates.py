"""Ready-made answers: words of the city's own for the moments that come again and again."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.reports.models.setup import Category
from sewaka.modules.reports.rules import states

# The states that an act with an answer leads to.
TEMPLATE_STATES = (
    states.ACCEPTED,
    states.IN_PROGRESS,
    states.AWAITING_VALIDATION,
    states.REJECTED,
    states.NOT_RESPONSIBLE,
)


class AnswerTemplate(models.Model):
    """Words for the answer with which a report goes to `state`, of one category or of every one.

    `{number}` and the other names of `rules.answers` stand for facts of the report.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    state = models.CharField(
        max_length=40, db_collation="C", choices=[(state, state) for state in TEMPLATE_STATES]
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField()
    is_offered = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("ready-made answer")
        ordering: ClassVar = ["state", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reports_template_name",
                fields=["state", "category", "name"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="reports_template_state", condition=Q(state__in=TEMPLATE_STATES)
            ),
        ]

    def __str__(self) -> str:
        return self.name


def every_template() -> list[AnswerTemplate]:
    """Every answer, by the moment it is for."""
    return list(AnswerTemplate.objects.select_related("category"))


def template(template_id: UUID) -> AnswerTemplate:
    """One answer. Raises NotFound."""
    found = AnswerTemplate.objects.filter(pk=template_id).first()
    if found is None:
        raise NotFound("reports.template.unknown")
    return found
