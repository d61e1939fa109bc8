"""What the Open311 border keeps: who may send, tokens, updates of others, and the sandbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField
from sewaka.kernel.ids import new_id
from sewaka.modules.reports.models.public import PublicRow


class ClientRole(models.TextChoices):
    """What an update from this program may do."""

    CITIZEN = "citizen", _("sends reports; comments on and opens again its own")
    AGENCY = "agency", _("moves reports like the agency's own officers")


class GeoReportClient(models.Model):
    """A program that may send. The key itself is shown once and kept as a digest only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    role = models.CharField(max_length=8, choices=ClientRole.choices)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key_hash = models.BinaryField(max_length=32, unique=True)
    hourly_quota = models.PositiveIntegerField(default=600)
    is_active = models.BooleanField(default=True)
    # Answers a token at once and sends in the background: for programs that hand in many.
    answers_by_token = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("program with an Open311 key")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reports_client_role", condition=Q(role__in=ClientRole.values)
            ),
            models.CheckConstraint(
                name="reports_client_agency",
                condition=Q(agency=None) | Q(role=ClientRole.AGENCY),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GeoReportToken(models.Model):
    """A request that was taken and has no number yet.

    `draft` is the JSON of what was sent, sealed, and emptied as soon as the report stands.
    """

    class Stage(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", _("queued")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    client = models.ForeignKey(GeoReportClient, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=16, blank=True, db_collation="C")  # once it is ready
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.QUEUED)
    draft = EncryptedTextField(key_class="identity", subject="id", null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("Open311 token")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reports_token_number_iff_ready",
                condition=Q(stage="ready") & ~Q(number="") | ~Q(stage="ready") & Q(number=""),
            ),
            models.CheckConstraint(
                name="reports_token_ends", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="reports_token_queued", fields=["created_at"], condition=Q(stage="queued")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.id}"


class ExternalUpdate(models.Model):
    """An update that a program has sent: the same number again is answered the same again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(GeoReportClient, on_delete=models.PROTECT, related_name="+")
    update_id = models.CharField(max_length=100)
    entry = models.UUIDField()  # the entry of the case's timeline, which is what others read
    request_hash = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()
    # A deed that waits for the photo that its `media_url` names; gone once it is done or refused.
    waiting = models.JSONField(null=True)
    refusal = models.CharField(max_length=80, blank=True)  # code: why the deed was not done

    class Meta:
        verbose_name = _("update from a program")
        constraints: ClassVar = [
            models.UniqueConstraint(name="reports_update_once", fields=["client", "update_id"]),
        ]

    def __str__(self) -> str:
        return self.update_id


class SandboxReport(PublicRow):
    """A request of the sandbox: read like a real one, routed to nobody, gone the next morning."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta(PublicRow.Meta):
        abstract = False
        verbose_name = _("sandbox request")
        indexes: ClassVar = [
            models.Index(name="reports_sandbox_newest", fields=["-requested_at", "-id"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="reports_sandbox_number", fields=["number"]),
        ]


class SandboxUpdate(models.Model):
    """An update in the sandbox."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(SandboxReport, on_delete=models.CASCADE, related_name="updates")
    client = models.ForeignKey(GeoReportClient, on_delete=models.CASCADE, related_name="+")
    update_id = models.CharField(max_length=100)
    status = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sandbox update")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reports_sandbox_update_once", fields=["client", "update_id"]
            ),
        ]

    def __str__(self) -> str:
        return self.update_id
