"""What the rules of the fraud desk have found, and what a person said to it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.models.sessions import WeighingSession
from sewaka.modules.waste_banks.rules.fraud.facts import Severity
from sewaka.modules.waste_banks.rules.states import FlagState


class ReweighDraw(models.Model):
    """Whom to weigh again after a weighing day: drawn once, whatever comes in later; only grows.

    `head`: of the log at the end of that day; `of`: how many deposits it was drawn from.
    """

    append_only: ClassVar[bool] = True

    session = models.OneToOneField(
        WeighingSession, on_delete=models.PROTECT, primary_key=True, related_name="reweigh_draw"
    )
    head = models.CharField(max_length=64)
    of = models.PositiveIntegerField()
    deposits = ArrayField(models.UUIDField(), default=list)
    drawn_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draw of deposits to weigh again")

    def __str__(self) -> str:
        return f"{self.session_id}"


class FraudFlag(models.Model):
    """One finding; it blocks nothing. `key`: what makes it itself, so that it is there once.

    `subject`: the id of a deposit, customer, officer, session or price list, as the rule has it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True)
    rule = models.CharField(max_length=4)
    severity = code_field(Severity)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="flags", db_index=False
    )
    subject = models.CharField(max_length=80)
    evidence = models.JSONField()
    status = code_field(FlagState, default=FlagState.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("finding of the fraud desk")
        ordering: ClassVar = ["-found_at", "rule", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_flag_decided",
                condition=Q(
                    status=FlagState.OPEN.value, decided_by=None, decided_at=None, reason=""
                )
                | (
                    ~Q(status=FlagState.OPEN.value)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="waste_banks_flags", fields=["status", "-found_at"]),
            models.Index(name="waste_banks_flags_of_bank", fields=["bank", "-found_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"
