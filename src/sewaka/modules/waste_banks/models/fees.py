"""The fee of a bank, dated; only grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.rules.fees import MOST_BP, Fee
from sewaka.modules.waste_banks.rules.kinds import FeeOn


class BankFee(models.Model):
    """What a bank takes from a day on, until the next one begins."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="fees", db_index=False
    )
    since = models.DateField()
    fee_bp = models.PositiveSmallIntegerField()
    fee_on = code_field(FeeOn, default=FeeOn.DEPOSIT)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fee of a waste bank")
        ordering: ClassVar = ["bank_id", "since"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="waste_banks_fee_once_a_day", fields=["bank", "since"]),
            models.CheckConstraint(
                name="waste_banks_fee_at_most_half", condition=Q(fee_bp__lte=MOST_BP)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since}: {self.fee_bp}"


def fees_of(bank: WasteBank) -> Sequence[Fee]:
    """All of a bank's fees, from the first on."""
    rows = bank.fees.order_by("since").values_list("since", "fee_bp", "fee_on")
    return [Fee(since, bp, FeeOn(on)) for since, bp, on in rows]
