"""The tables of the outbox. Only `recording`, `relay`, `consumers` and `deliveries` write them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.fields.json import KeyTransform

from sewaka.kernel.ids import new_id


class EventRow(models.Model):
    """One fact. Append-only: triggers refuse everything but the sealing by the relay.

    `position` is drawn at insert time and orders what is not sealed yet; it has gaps. `seq` is
    given after commit and has none; consumers and the hash chain follow `seq`.
    """

    append_only: ClassVar[bool] = True
    relay_columns: ClassVar[tuple[str, ...]] = ("seq", "prev_hash", "hash")

    id = models.UUIDField(primary_key=True, default=new_id)
    position = models.BigIntegerField(
        db_default=Func(Value("outbox_event_position"), function="nextval")
    )
    name = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    module = models.CharField(max_length=50)
    case_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    via = models.CharField(max_length=16)
    occurred_at = models.DateTimeField()
    data = models.JSONField()
    personal = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True, unique=True)
    prev_hash = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    class Meta:
        db_table = "outbox_event"
        indexes = [
            models.Index(fields=["position"], condition=Q(seq=None), name="outbox_unsealed"),
            models.Index(
                fields=["subject_id", "seq"],
                condition=~Q(subject_id=None),
                name="outbox_by_subject",
            ),
            GinIndex(
                KeyTransform("subjects", "data"),
                condition=Q(name="audit.read"),
                name="outbox_reads_of",
            ),
        ]

    def __str__(self) -> str:
        """Name and number."""
        return f"{self.name} #{self.seq}"


class Offset(models.Model):
    """How far a consumer has come, and its present trouble if it has one."""

    consumer = models.CharField(primary_key=True, max_length=100)
    seq = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")

    def __str__(self) -> str:
        """Name and place."""
        return f"{self.consumer} at {self.seq}"


class DeadLetter(models.Model):
    """An event that a consumer could not take after all its attempts. It went on without it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    consumer = models.CharField(max_length=100)
    event = models.ForeignKey(EventRow, on_delete=models.PROTECT, related_name="+")
    error = models.TextField()
    attempts = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consumer", "event"], name="outbox_dead_once"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(resolved_at=None), name="outbox_dead_open"
            ),
        ]

    def __str__(self) -> str:
        """Who failed on what."""
        return f"{self.consumer} on {self.event_id}"


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Delivery(models.Model):
    """One message to the outside over one channel.

    `target` is a reference ("person:<id>", "webhook:<id>"), never an address: addresses are
    personal and are looked up, decrypted, at the moment of sending. `key` makes asking twice
    harmless.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.CharField(max_length=30)
    target = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    event_id = models.UUIDField(null=True)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.TextField(default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at__isnull=True)),
                name="outbox_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state=DeliveryState.WAITING),
                name="outbox_delivery_due",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state=DeliveryState.DEAD),
                name="outbox_delivery_dead",
            ),
        ]

    def __str__(self) -> str:
        """Channel and target."""
        return f"{self.channel} to {self.target}: {self.state}"
