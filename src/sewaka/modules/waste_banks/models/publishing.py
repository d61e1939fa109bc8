"""What is published of a bank's closed months, and figures that are counted once a night."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sewaka.modules.waste_banks.models.banks import WasteBank


class PublishedMonth(models.Model):
    """A closed month of a bank, for ever; only grows. `month` is its first day.

    `trial_sha256`: of the ledger's trial balance of all accounts; `mass_sha256`: of the text that
    `rules.publishing.mass_text` makes of its lines.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="published", db_index=False
    )
    month = models.DateField()
    deposits = models.PositiveIntegerField()
    in_idr = models.PositiveBigIntegerField()
    trial_sha256 = models.CharField(max_length=64)
    mass_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("published month")
        constraints: ClassVar = [
            models.UniqueConstraint(name="waste_banks_published_once", fields=["bank", "month"]),
        ]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.month:%Y-%m}"


class MassLine(models.Model):
    """Grams of one sort in a published month; only grows.

    opening + in + bought - sold - lost = closing. `in_g`: from savers, less what was reversed.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    published = models.ForeignKey(PublishedMonth, on_delete=models.PROTECT, related_name="mass")
    category = models.CharField(max_length=20)
    opening_g = models.BigIntegerField()
    in_g = models.BigIntegerField()
    bought_g = models.BigIntegerField()
    sold_g = models.BigIntegerField()
    lost_g = models.BigIntegerField()
    closing_g = models.BigIntegerField()

    class Meta:
        verbose_name = _("line of a published mass balance")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.category


class TrialLine(models.Model):
    """An account in a published month, those of customers together; only grows. Debit is +."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    published = models.ForeignKey(PublishedMonth, on_delete=models.PROTECT, related_name="trial")
    account = models.CharField(max_length=8)
    opening_idr = models.BigIntegerField()
    debit_idr = models.BigIntegerField()
    credit_idr = models.BigIntegerField()
    closing_idr = models.BigIntegerField()

    class Meta:
        verbose_name = _("line of a published trial balance")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.account


class BankFigures(models.Model):
    """A bank's own sums since its beginning, counted once a night: its page reads this row."""

    bank = models.OneToOneField(
        WasteBank, on_delete=models.PROTECT, primary_key=True, related_name="figures"
    )
    counted_at = models.DateTimeField()
    net_g = models.PositiveBigIntegerField()
    gross_idr = models.PositiveBigIntegerField()
    deposits = models.PositiveBigIntegerField()
    customers = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("figures of a bank")

    def __str__(self) -> str:
        return f"{self.bank_id}"


class CityFigures(models.Model):
    """The whole city, counted once a night: pages read this row, whatever lies behind it.

    `year_sorts`: grams by sort of the 365 days through `day`.
    """

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()
    net_g = models.PositiveBigIntegerField()
    gross_idr = models.PositiveBigIntegerField()
    deposits = models.PositiveBigIntegerField()
    customers = models.PositiveIntegerField()
    active_customers = models.PositiveIntegerField()
    year_sorts = models.JSONField()
    year_idr = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("figures of the city")

    def __str__(self) -> str:
        return f"{self.day}"
