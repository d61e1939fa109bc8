"""What is taken, and what is paid for it: dated prices that the database keeps from overlapping."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.rules.kinds import Measure, WasteGroup
from sewaka.modules.waste_banks.rules.states import PriceState


class WasteCategory(models.Model):
    """What can be brought, for the whole city. `max_line_g`: more in one line is looked at."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    no = models.PositiveSmallIntegerField(unique=True)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    group = code_field(WasteGroup)
    unit = code_field(Measure, default=Measure.KG)
    grams_per_unit = models.PositiveIntegerField(default=1_000)
    sipsn_code = models.CharField(max_length=20, blank=True)
    max_line_g = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("category of waste")
        ordering: ClassVar = ["no"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_category_grams",
                condition=Q(grams_per_unit__gte=1, max_line_g__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def local_name(self) -> str:
        """In the reader's language."""
        return self.name if (get_language() or "id").startswith("id") else self.name_en


class PriceList(models.Model):
    """One version of a bank's prices; it holds from `valid_from` until the next one does.

    Published less than twelve hours before that, it needs a second signature.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="price_lists", db_index=False
    )
    version = models.PositiveIntegerField()
    status = code_field(PriceState, default=PriceState.DRAFT)
    valid_from = models.DateField()
    drafted_by = models.UUIDField(null=True)
    drafted_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("price list")
        ordering: ClassVar = ["bank_id", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="waste_banks_version_once", fields=["bank", "version"]),
            models.CheckConstraint(
                name="waste_banks_list_published",
                condition=Q(status=PriceState.DRAFT.value, published_at=None)
                | (~Q(status=PriceState.DRAFT.value) & Q(published_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.version}"


def _one(column: str) -> Func:
    """The range of one number: overlapping is then being equal, without an extension."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


class Price(models.Model):
    """What one kilogram is worth, in whole rupiah. Without days: still a draft.

    `sell_idr`: what a main bank pays its units for it; 0 where nothing is said.

    Its figures never change; a trigger lets only the end of `valid` be set.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    bank = models.ForeignKey(
        WasteBank,
        to_field="no",
        db_column="bank_no",
        on_delete=models.PROTECT,
        related_name="prices",
    )
    category = models.ForeignKey(
        WasteCategory,
        to_field="no",
        db_column="category_no",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    buy_idr = models.PositiveIntegerField()
    sell_idr = models.PositiveIntegerField(default=0)
    valid = DateRangeField(null=True)

    class Meta:
        verbose_name = _("price")
        ordering: ClassVar = ["bank_id", "category_id", "valid"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="waste_banks_price_once_a_list", fields=["price_list", "category"]
            ),
            ExclusionConstraint(
                name="waste_banks_prices_never_overlap",
                expressions=[
                    (_one("bank"), RangeOperators.OVERLAPS),
                    (_one("category"), RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.buy_idr}"
