"""Who follows a report, and which reports tell of the same thing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.reports.models.report import Report, ReporterContact


class DuplicateLink(models.Model):
    """One report (`child`) tells of the same thing as another (`master`), which goes on.

    A child has one master, a master is never a child, nothing is its own master: triggers of the
    database hold it. Taken back, the row stays with `undone_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    child = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="masters", db_index=False
    )
    master = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="children")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()
    score = models.FloatField(null=True)  # how alike they looked, where that was computed
    # Running promises by kind, as instants: the child's, and the master's own before any merge.
    child_dues = models.JSONField(default=dict)
    own_dues = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("merged report")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reports_one_master", fields=["child"], condition=Q(undone_at=None)
            ),
            models.CheckConstraint(
                name="reports_not_its_own_master", condition=~Q(child=F("master"))
            ),
        ]
        indexes: ClassVar = [models.Index(name="reports_links_of_child", fields=["child", "at"])]

    def __str__(self) -> str:
        return f"{self.child_id} > {self.master_id}"


class Follower(models.Model):
    """Somebody who wants to know how a report goes on: a person, a contact or a device, once each.

    `via` names the merge that brought the row here; the child keeps its own row, so that taking
    the merge back is taking these rows away.
    """

    class Role(models.TextChoices):
        """Why they follow it."""

        REPORTER = "reporter", _("author")
        SUPPORTER = "supporter", _("has this problem too")
        MERGED_REPORTER = "merged_reporter", _("author of a merged report")

    class Channel(models.TextChoices):
        """How they are told."""

        NOTICE = "notice", _("notice")  # in the inbox of the account, and by mail as they chose
        MAIL = "mail", _("mail")
        NONE = "none", _("not at all")  # a device of which nothing else is known

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="followers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    contact = models.ForeignKey(
        ReporterContact, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    device_hash = models.BinaryField(max_length=32, null=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.SUPPORTER)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.NONE)
    muted = models.BooleanField(default=False)
    since = models.DateTimeField()
    via = models.ForeignKey(
        DuplicateLink, null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )

    class Meta:
        verbose_name = _("follower")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reports_follower_person",
                fields=["report", "person"],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="reports_follower_contact",
                fields=["report", "contact"],
                condition=Q(contact__isnull=False),
            ),
            models.UniqueConstraint(
                name="reports_follower_device",
                fields=["report", "device_hash"],
                condition=Q(device_hash__isnull=False),
            ),
            models.CheckConstraint(
                name="reports_follower_is_somebody",
                condition=Q(person__isnull=False)
                | Q(contact__isnull=False)
                | Q(device_hash__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.role}"


class WaitingNotice(models.Model):
    """A notice that waits until its deed can not be taken back any more. `id` is the event's."""

    id = models.UUIDField(primary_key=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    template = models.CharField(max_length=80)
    send_at = models.DateTimeField()

    class Meta:
        verbose_name = _("waiting notice")
        indexes: ClassVar = [models.Index(name="reports_notices_due", fields=["send_at"])]

    def __str__(self) -> str:
        return self.template
