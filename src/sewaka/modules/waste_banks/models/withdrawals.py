"""Withdrawals (penarikan): the details of a case. Its state is the case's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.models.customers import Customer
from sewaka.modules.waste_banks.rules.kinds import Form


class Withdrawal(models.Model):
    """Money that is set aside for its owner, then paid out or given back.

    `needs_two`: above the bank's threshold when it was asked for; who approves then does not pay.
    """

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    bank = models.ForeignKey(WasteBank, on_delete=models.PROTECT, related_name="withdrawals")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="withdrawals")
    subject_id = models.UUIDField(editable=False)
    amount_idr = models.PositiveBigIntegerField()
    fee_idr = models.PositiveBigIntegerField(default=0)
    form = code_field(Form, default=Form.CASH)
    destination = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    hold_id = models.UUIDField(unique=True)
    expires_at = models.DateTimeField()
    needs_two = models.BooleanField(default=False)
    requested_by = models.UUIDField()
    approved_by = models.UUIDField(null=True, blank=True)
    paid_by = models.UUIDField(null=True, blank=True)
    proof = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("withdrawal of savings")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_withdrawal_amount",
                condition=Q(amount_idr__gt=0, fee_idr__lt=F("amount_idr")),
            ),
            models.CheckConstraint(
                name="waste_banks_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="waste_banks_paid_by_another",
                condition=Q(paid_by=None)
                | Q(approved_by__isnull=False)
                & (Q(needs_two=False) | ~Q(paid_by=F("approved_by"))),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="waste_banks_expiring", fields=["expires_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.amount_idr}"
