"""Deposits (setoran) and their lines. What was posted is reversed, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import choices, code_field
from sewaka.modules.waste_banks.models.customers import Customer
from sewaka.modules.waste_banks.models.prices import Price, WasteCategory
from sewaka.modules.waste_banks.models.sessions import WeighingRecord, WeighingSession
from sewaka.modules.waste_banks.rules.kinds import Channel, Grade, Purpose, WeightSource
from sewaka.modules.waste_banks.rules.states import DepositState


class Deposit(models.Model):
    """What somebody brought at once. Without a customer: the card was not known.

    `priced_on`: the day by whose prices and fee it is valued, `book_date` that of its journal.
    `gross_idr` is what the lines are worth together, `fee_idr` the bank's part of it; `points` what
    the customer was given for it, by the rule of that day. The journal's
    id follows from the deposit's, so that posting twice is a replay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="deposits", db_index=False
    )
    session = models.ForeignKey(
        WeighingSession, null=True, blank=True, on_delete=models.PROTECT, related_name="deposits"
    )
    record = models.OneToOneField(
        WeighingRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="deposit"
    )
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deposits",
        db_index=False,
    )
    channel = code_field(Channel)
    purpose = code_field(Purpose, default=Purpose.SAVINGS)
    status = code_field(DepositState, default=DepositState.RECEIVED)
    reasons = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    book_date = models.DateField()
    priced_on = models.DateField()
    weigher_id = models.UUIDField(null=True, blank=True)
    net_g = models.PositiveBigIntegerField()
    gross_idr = models.PositiveBigIntegerField()
    fee_idr = models.PositiveBigIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    journal_id = models.UUIDField(null=True, blank=True, unique=True)
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.UUIDField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        verbose_name = _("deposit of waste")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_deposit_fee", condition=Q(fee_idr__lte=F("gross_idr"))
            ),
            models.CheckConstraint(
                name="waste_banks_points_of_posted",
                condition=Q(points=0)
                | Q(
                    customer__isnull=False,
                    status__in=[DepositState.POSTED.value, DepositState.REVERSED.value],
                ),
            ),
            models.CheckConstraint(
                name="waste_banks_journal_of_posted",
                condition=Q(journal_id=None)
                | Q(status__in=[DepositState.POSTED.value, DepositState.REVERSED.value]),
            ),
            models.CheckConstraint(
                name="waste_banks_worth_has_journal",
                condition=Q(gross_idr=0)
                | ~Q(status=DepositState.POSTED.value)
                | Q(journal_id__isnull=False),
            ),
            models.CheckConstraint(
                name="waste_banks_deposit_reversed",
                condition=Q(status=DepositState.REVERSED.value, reversed_at__isnull=False)
                | (~Q(status=DepositState.REVERSED.value) & Q(reversed_at=None)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="waste_banks_of_customer", fields=["customer", "-occurred_at"]),
            models.Index(name="waste_banks_of_bank", fields=["bank", "-book_date"]),
            models.Index(
                name="waste_banks_to_review",
                fields=["bank", "received_at"],
                condition=Q(status=DepositState.REVIEW.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.net_g} g, {self.gross_idr} IDR"


class DepositLine(models.Model):
    """One sort on the scale. `price` is the version that was paid; the phone may have claimed else.

    Grams are whole; `value_idr` is `rules.money.value` of net weight and price.
    """

    id = models.BigAutoField(primary_key=True)
    deposit = models.ForeignKey(
        Deposit, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    n = models.PositiveSmallIntegerField()
    category = models.ForeignKey(WasteCategory, on_delete=models.PROTECT, related_name="+")
    gross_g = models.PositiveIntegerField()
    tare_g = models.PositiveIntegerField(default=0)
    net_g = models.PositiveIntegerField()
    price = models.ForeignKey(
        Price, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    price_idr = models.PositiveIntegerField()
    value_idr = models.PositiveBigIntegerField()
    claimed_value_idr = models.PositiveBigIntegerField(null=True, blank=True)
    weight_source = code_field(WeightSource, default=WeightSource.MANUAL)
    grade = models.CharField(max_length=1, choices=choices(Grade), default=Grade.A.value)
    photo = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("line of a deposit")
        ordering: ClassVar = ["deposit_id", "n"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="waste_banks_line_once", fields=["deposit", "n"]),
            models.CheckConstraint(
                name="waste_banks_line_weight",
                condition=Q(net_g__gt=0, net_g=F("gross_g") - F("tare_g")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.net_g} g"
