"""What a customer says against a line of a deposit, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.models.deposits import DepositLine
from sewaka.modules.waste_banks.rules.states import DisputeState


class Dispute(models.Model):
    """One line is disputed once. `words`: the customer's, under the key of `subject_id`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="disputes", db_index=False
    )
    line = models.OneToOneField(DepositLine, on_delete=models.PROTECT, related_name="dispute")
    subject_id = models.UUIDField(editable=False)
    words = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    status = code_field(DisputeState, default=DisputeState.OPEN)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("disputed line")
        ordering: ClassVar = ["opened_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_dispute_answered",
                condition=Q(status=DisputeState.OPEN.value, answered_at=None, answer="")
                | (
                    ~Q(status=DisputeState.OPEN.value)
                    & Q(answered_at__isnull=False)
                    & ~Q(answer="")
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="waste_banks_open_disputes",
                fields=["bank", "opened_at"],
                condition=Q(status=DisputeState.OPEN.value),
            ),
        ]

    def __str__(self) -> str:
        return self.status
