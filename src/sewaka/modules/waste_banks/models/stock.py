"""What lies at a bank, why it came or went, and to whom it was sold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.models.prices import WasteCategory
from sewaka.modules.waste_banks.rules.kinds import BuyerKind, StockCause


class Stock(models.Model):
    """Grams of one category at one bank, and what was paid for them. Neither is below nothing."""

    id = models.BigAutoField(primary_key=True)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="stocks", db_index=False
    )
    category = models.ForeignKey(
        WasteCategory, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    balance_g = models.BigIntegerField(default=0)
    value_idr = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("stock")
        ordering: ClassVar = ["bank_id", "category__no"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="waste_banks_stock_once", fields=["bank", "category"]),
            models.CheckConstraint(
                name="waste_banks_stock_floor",
                condition=Q(balance_g__gt=0, value_idr__gte=0) | Q(balance_g=0, value_idr=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.balance_g} g"


class StockMovement(models.Model):
    """Why the stock changed; only grows. The sums per bank and category are the stock."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="movements", db_index=False
    )
    category = models.ForeignKey(
        WasteCategory, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    delta_g = models.BigIntegerField()
    value_idr = models.BigIntegerField()
    cause = code_field(StockCause)
    source_id = models.UUIDField(db_index=True)
    book_date = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("movement of stock")
        constraints: ClassVar = [
            models.CheckConstraint(name="waste_banks_moves", condition=~Q(delta_g=0)),
        ]
        indexes: ClassVar = [
            models.Index(
                name="waste_banks_moved",
                fields=["bank", "category", "book_date"],
                include=["delta_g", "value_idr", "cause"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.delta_g} g"


class Sale(models.Model):
    """What was sold at once. A main bank books the other side in its own book, under `pair_id`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(WasteBank, on_delete=models.PROTECT, related_name="sales")
    buyer_kind = code_field(BuyerKind)
    buyer = models.CharField(max_length=120)
    buyer_bank = models.ForeignKey(
        WasteBank, null=True, blank=True, on_delete=models.PROTECT, related_name="purchases"
    )
    note_number = models.CharField(max_length=60, blank=True)
    sold_on = models.DateField()
    is_paid = models.BooleanField(default=True)
    total_idr = models.PositiveBigIntegerField()
    journal_id = models.UUIDField(null=True, blank=True, unique=True)
    pair_id = models.UUIDField(null=True, blank=True)
    sold_by = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sale")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_sale_to_bank",
                condition=Q(buyer_kind=BuyerKind.MAIN_BANK.value, buyer_bank__isnull=False)
                | Q(buyer_kind=BuyerKind.COLLECTOR.value, buyer_bank=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sold_on}: {self.total_idr}"


class SaleLine(models.Model):
    """One category of a sale. Shrink and residue leave the stock with it, unpaid."""

    id = models.BigAutoField(primary_key=True)
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines", db_index=False)
    category = models.ForeignKey(WasteCategory, on_delete=models.PROTECT, related_name="+")
    weight_g = models.PositiveBigIntegerField()
    price_idr = models.PositiveIntegerField()
    shrink_g = models.PositiveBigIntegerField(default=0)
    residue_g = models.PositiveBigIntegerField(default=0)
    value_idr = models.PositiveBigIntegerField()
    cost_idr = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("line of a sale")
        constraints: ClassVar = [
            models.UniqueConstraint(name="waste_banks_sold_once", fields=["sale", "category"]),
        ]

    def __str__(self) -> str:
        return f"{self.weight_g} g"
