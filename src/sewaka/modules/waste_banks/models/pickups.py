"""Pick-ups (jemput): what a vehicle fetches at the door, and its route of a day."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.models.customers import Customer
from sewaka.modules.waste_banks.models.deposits import Deposit
from sewaka.modules.waste_banks.rules.pickups import Slot


class PickupRoute(models.Model):
    """A tour from the bank and back. `crew`: who goes along; `length_m` as planned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(WasteBank, on_delete=models.PROTECT, related_name="routes")
    on = models.DateField()
    departs_at = models.DateTimeField()
    vehicle = models.CharField(max_length=80)
    capacity_g = models.PositiveIntegerField()
    crew = ArrayField(models.UUIDField(), default=list, blank=True)
    length_m = models.PositiveIntegerField(default=0)
    back_at = models.DateTimeField()
    planned_by = models.UUIDField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("route of pick-ups")
        ordering: ClassVar = ["-on", "departs_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_route_capacity", condition=Q(capacity_g__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.vehicle}"


class PickupRequest(models.Model):
    """Waste that waits at somebody's door: the details of a case, whose state is the case's.

    `position`: "lat,lon" in degrees; where somebody lives is as secret as the address. `on`: the
    day that was promised; `arrives_at`: as planned, `arrived_at`: as it was; `fails`: in vain.
    """

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    bank = models.ForeignKey(WasteBank, on_delete=models.PROTECT, related_name="pickups")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="pickups")
    subject_id = models.UUIDField(editable=False)
    address = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    position = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    wished_on = models.DateField()
    slot = code_field(Slot)
    estimate_g = models.PositiveIntegerField()
    on = models.DateField(null=True, blank=True)
    route = models.ForeignKey(
        PickupRoute, null=True, blank=True, on_delete=models.PROTECT, related_name="stops"
    )
    stop_no = models.PositiveSmallIntegerField(null=True, blank=True)
    arrives_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    fails = models.PositiveSmallIntegerField(default=0)
    deposit = models.OneToOneField(
        Deposit, null=True, blank=True, on_delete=models.PROTECT, related_name="pickup"
    )

    class Meta:
        verbose_name = _("request for a pick-up")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waste_banks_stop_of_a_route",
                condition=Q(route=None, stop_no=None, arrives_at=None)
                | Q(route__isnull=False, stop_no__isnull=False, arrives_at__isnull=False),
            ),
            models.CheckConstraint(name="waste_banks_pickup_weight", condition=Q(estimate_g__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.wished_on} {self.estimate_g} g"
