"""Weighing days: their calendar, their sessions, the phones, and what these sent."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.columns import code_field
from sewaka.modules.waste_banks.models.prices import PriceList
from sewaka.modules.waste_banks.rules.states import SessionState


class WeighingSchedule(models.Model):
    """When a bank weighs, by a rule of RFC 5545 ("FREQ=MONTHLY;BYDAY=2SU"); local times."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(WasteBank, on_delete=models.PROTECT, related_name="schedules")
    rrule = models.CharField(max_length=120)
    begins_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=160)
    capacity = models.PositiveSmallIntegerField(default=100)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar of weighing days")

    def __str__(self) -> str:
        return self.rrule


class WeighingSession(models.Model):
    """One weighing day. `on` is the day of the books; the window is in UTC."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(
        WasteBank, on_delete=models.PROTECT, related_name="sessions", db_index=False
    )
    schedule = models.ForeignKey(
        WeighingSchedule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    on = models.DateField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=160)
    officers = ArrayField(models.UUIDField(), default=list, blank=True)
    price_list = models.ForeignKey(
        PriceList, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = code_field(SessionState, default=SessionState.PLANNED)
    cash_open_idr = models.PositiveBigIntegerField(null=True, blank=True)
    cash_close_idr = models.PositiveBigIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    synced_at = models.DateTimeField(null=True, blank=True)  # for the first time
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("weighing session")
        ordering: ClassVar = ["-on", "bank_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="waste_banks_session_once",
                fields=["bank", "begins_at"],
                condition=~Q(status=SessionState.CANCELLED.value),
            ),
            models.CheckConstraint(
                name="waste_banks_session_lasts", condition=Q(ends_at__gt=models.F("begins_at"))
            ),
            models.CheckConstraint(
                name="waste_banks_session_locked",
                condition=Q(status=SessionState.LOCKED.value, locked_at__isnull=False)
                | (~Q(status=SessionState.LOCKED.value) & Q(locked_at=None)),
            ),
        ]
        indexes: ClassVar = [models.Index(name="waste_banks_by_day", fields=["on"])]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.on}"


class WeighingDevice(models.Model):
    """A phone that weighs for one bank. `public_key`: ECDSA P-256 (SubjectPublicKeyInfo, DER)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.ForeignKey(WasteBank, on_delete=models.PROTECT, related_name="devices")
    label = models.CharField(max_length=80)
    public_key = models.BinaryField(max_length=256, unique=True)
    enrolled_by = models.UUIDField()
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("weighing device")

    def __str__(self) -> str:
        return self.label


class SessionDevice(models.Model):
    """A device within a session: where its chain stands. `manifest`: what it said at its close."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(
        WeighingSession, on_delete=models.PROTECT, related_name="devices", db_index=False
    )
    device = models.ForeignKey(WeighingDevice, on_delete=models.PROTECT, related_name="+")
    expected_seq = models.PositiveIntegerField(default=1)
    head = models.BinaryField(max_length=32)
    manifest = models.JSONField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("device of a session")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="waste_banks_device_once_a_session", fields=["session", "device"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.expected_seq}"


class WeighingRecord(models.Model):
    """What a phone said, as it said it; only grows. `id` and `seq` are the phone's own."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, editable=False)
    session = models.ForeignKey(
        WeighingSession, on_delete=models.PROTECT, related_name="records", db_index=False
    )
    device = models.ForeignKey(WeighingDevice, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    body = models.JSONField()
    received_at = models.DateTimeField()
    clock_offset_ms = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("record of a weighing device")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="waste_banks_seq_once", fields=["session", "device", "seq"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.seq}"


class ForkedRecord(models.Model):
    """Another content under a known place or id: kept as evidence, never posted; only grows."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(WeighingSession, on_delete=models.PROTECT, related_name="forks")
    device = models.ForeignKey(WeighingDevice, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)
    body = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("record that contradicts another one")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="waste_banks_fork_once", fields=["session", "device", "seq", "hash"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.seq}"
