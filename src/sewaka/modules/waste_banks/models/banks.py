"""Banks, and who works there."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.rules.kinds import BankKind, Duty, PayoutRule
from sewaka.modules.waste_banks.rules.states import BankState


class WasteBank(models.Model):
    """One bank. `no` begins its customers' numbers and stands in ranges of prices.

    `phone`: of the bank, for everybody to call. The profit of a year is shared by basis points:
    customers, board, social fund.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    no = models.PositiveSmallIntegerField(unique=True)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    kind = code_field(BankKind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="units"
    )
    village_code = models.CharField(max_length=32, db_collation="C", db_index=True)
    banjar = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    decree_number = models.CharField(max_length=80, blank=True)
    decree_on = models.DateField(null=True, blank=True)
    founded_year = models.PositiveSmallIntegerField(null=True, blank=True)
    status = code_field(BankState, default=BankState.CANDIDATE)
    ledger_book_id = models.BigIntegerField(unique=True)
    min_withdrawal_idr = models.PositiveIntegerField(default=10_000)
    payout_rule = code_field(PayoutRule, default=PayoutRule.ANYTIME)
    hold_days = models.PositiveSmallIntegerField(default=0)
    two_person_above_idr = models.PositiveIntegerField(default=500_000)
    share_customers_bp = models.PositiveSmallIntegerField(default=7_000)
    share_board_bp = models.PositiveSmallIntegerField(default=2_000)
    share_social_bp = models.PositiveSmallIntegerField(default=1_000)
    last_customer_no = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("waste bank")
        verbose_name_plural = _("waste banks")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_bank_no", condition=Q(no__gte=1, no__lte=9_999)
            ),
            models.CheckConstraint(
                name="waste_banks_shares_whole",
                condition=Q(share_customers_bp=10_000 - F("share_board_bp") - F("share_social_bp")),
            ),
            models.CheckConstraint(
                name="waste_banks_bank_customers", condition=Q(last_customer_no__lte=99_999)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankOfficer(models.Model):
    """Who works at a bank, and as what. The role opens the desks; this says whose."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="officers", db_index=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    duty = code_field(Duty)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("officer of a waste bank")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="waste_banks_duty_once",
                fields=["bank", "person", "duty"],
                condition=Q(until=None),
            ),
        ]

    def __str__(self) -> str:
        return self.duty
