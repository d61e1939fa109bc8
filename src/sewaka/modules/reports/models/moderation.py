"""What was covered, by whom and why; and whose reports are hidden without a word."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField
from sewaka.kernel.ids import new_id
from sewaka.modules.reports.models.report import Report


class Moderation(models.Model):
    """One covering of a text: what stood there is sealed, what stands there now is in the clear.

    `subject_id` names the key of the original: the author's, or the report's own for authors
    without an account. Erasing it, or the time of `retention`, leaves the row without original.
    """

    class Reason(models.TextChoices):
        """Why it was covered."""

        SCAN = "scan", _("found by the machine")
        AUTHOR = "author", _("struck out by the author")
        OFFICER = "officer", _("covered by an officer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="moderations")
    field = models.CharField(max_length=24)  # description, landmark
    subject_id = models.UUIDField(editable=False)
    original = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    replacement = models.TextField(blank=True)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    words = models.CharField(max_length=300, blank=True)  # the officer's
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("covering")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.field} {self.reason}"


class Ban(models.Model):
    """The sender of a report whose further reports nobody but triage is troubled with.

    Found through the report's own device mark and contact, so nothing of the sender is copied.
    """

    report = models.OneToOneField(
        Report, primary_key=True, on_delete=models.PROTECT, related_name="ban"
    )
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("ban of a sender")

    def __str__(self) -> str:
        return str(self.report_id)
