"""Customers (nasabah). Whatever tells who they are is encrypted; a key can be destroyed alone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import BlindIndexField, EncryptedTextField
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.rules.kinds import CustomerKind
from sewaka.modules.waste_banks.rules.states import CustomerState


class Customer(models.Model):
    """Somebody who saves at one bank. `number` is on the card, with its check digit.

    `subject_id` names the key of what is encrypted: the person's, else the customer's own.
    `of_age_on`: the 17th birthday of a minor, who needs a guardian; empty for everybody else.
    `card_hash`: SHA-256 of the card's token, which nobody keeps. `printed_seq`: the entry of the
    savings account down to which the paper passbook has been printed. `wants_sms`: whether
    text messages may go to `phone`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="customers", db_index=False
    )
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=10, unique=True)
    kind = code_field(CustomerKind, default=CustomerKind.PERSON)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    subject_id = models.UUIDField(editable=False, db_index=True)
    name = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    phone = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    address = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    nik = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    family_card = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    phone_index = BlindIndexField(source="phone", purpose="waste_banks.phone")
    nik_index = BlindIndexField(source="nik", purpose="waste_banks.nik")
    family_card_index = BlindIndexField(source="family_card", purpose="waste_banks.family_card")
    village_code = models.CharField(max_length=32, db_collation="C")
    banjar = models.CharField(max_length=80, blank=True)
    guardian = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="wards"
    )
    of_age_on = models.DateField(null=True, blank=True)
    card_hash = models.BinaryField(max_length=32, unique=True)
    status = code_field(CustomerState, default=CustomerState.ACTIVE)
    savings_account_id = models.BigIntegerField(unique=True)
    held_account_id = models.BigIntegerField(null=True, blank=True, unique=True)
    points_account_id = models.BigIntegerField(null=True, blank=True, unique=True)
    wants_sms = models.BooleanField(default=True)
    printed_seq = models.PositiveBigIntegerField(default=0)
    joined_at = models.DateTimeField()
    consented_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("customer of a waste bank")
        ordering: ClassVar = ["bank_id", "serial"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="waste_banks_serial_once", fields=["bank", "serial"]),
            models.UniqueConstraint(
                name="waste_banks_nik_once_a_bank",
                fields=["bank", "nik_index"],
                condition=Q(nik_index__isnull=False) & ~Q(status=CustomerState.CLOSED.value),
            ),
            models.CheckConstraint(
                name="waste_banks_minor_has_guardian",
                condition=Q(of_age_on=None) | Q(guardian__isnull=False),
            ),
            models.CheckConstraint(
                name="waste_banks_customer_closed",
                condition=Q(status=CustomerState.CLOSED.value, closed_at__isnull=False)
                | (~Q(status=CustomerState.CLOSED.value) & Q(closed_at=None)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="waste_banks_by_phone", fields=["phone_index"]),
            models.Index(name="waste_banks_by_nik", fields=["nik_index"]),
            models.Index(name="waste_banks_by_family", fields=["family_card_index"]),
        ]

    def __str__(self) -> str:
        return self.number


class PhoneChange(models.Model):
    """That the phone number of an account was changed, by whom and when; no number is kept here."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="phone_changes")
    changed_by = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("change of a phone number")

    def __str__(self) -> str:
        return f"{self.at}"
