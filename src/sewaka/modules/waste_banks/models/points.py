"""Tiers and rewards are data of the city; a redemption sets points aside until it is handed out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.models.customers import Customer
from sewaka.modules.waste_banks.rules.states import RedemptionState


def _local(indonesian: str, english: str) -> str:
    """In the reader's language."""
    return indonesian if (get_language() or "id").startswith("id") else english


class Tier(models.Model):
    """Who has gathered `since_points` belongs to it, however many of them were spent since."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    gives = models.CharField(max_length=200)
    gives_en = models.CharField(max_length=200)
    since_points = models.PositiveIntegerField(unique=True)

    class Meta:
        verbose_name = _("tier")
        ordering: ClassVar = ["since_points"]

    def __str__(self) -> str:
        return self.code

    @property
    def local_name(self) -> str:
        """In the reader's language."""
        return _local(self.name, self.name_en)

    @property
    def local_gives(self) -> str:
        """What it gives, in the reader's language."""
        return _local(self.gives, self.gives_en)


class Reward(models.Model):
    """What points can be given for, at every bank. `tier`: from which on."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    points = models.PositiveIntegerField()
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="rewards")
    is_offered = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("reward")
        ordering: ClassVar = ["points", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(name="waste_banks_reward_costs", condition=Q(points__gt=0)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def local_name(self) -> str:
        """In the reader's language."""
        return _local(self.name, self.name_en)


class Redemption(models.Model):
    """Points set aside for a reward, then handed out or given back. Who asked does not hand out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="redemptions", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="redemptions")
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveIntegerField()
    status = code_field(RedemptionState, default=RedemptionState.ASKED)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("redemption of points")
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_given_by_another",
                condition=~Q(status=RedemptionState.GIVEN.value)
                | Q(ended_by=None)
                | ~Q(ended_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="waste_banks_redemption_ended",
                condition=Q(status=RedemptionState.ASKED.value, ended_at=None)
                | (~Q(status=RedemptionState.ASKED.value) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="waste_banks_to_hand_out",
                fields=["bank", "asked_at"],
                condition=Q(status=RedemptionState.ASKED.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.points}"
