"""Receipts of weighings that never reached the city, because their phone was lost."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sewaka.modules.waste_banks.models.deposits import Deposit


class ReceiptClaim(models.Model):
    """What stood on a customer's receipt. `record_id`: the phone's own, so that a receipt counts
    once; `mark`: the first 8 hex digits of the record's hash, should the phone turn up."""

    deposit = models.OneToOneField(
        Deposit, primary_key=True, on_delete=models.PROTECT, related_name="claim"
    )
    record_id = models.UUIDField(unique=True)
    mark = models.CharField(max_length=8)
    total_idr = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("claim by a receipt")

    def __str__(self) -> str:
        return f"{self.record_id}.{self.mark}.{self.total_idr}"
