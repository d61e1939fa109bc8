"""Tables of the case: narrow, constrained, and without any workflow logic.

`Case.state` is written by `sewaka.platform.cases.moving` alone; `CaseEntry` is never changed.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.calendar import Unit
from sewaka.kernel.ids import new_id
from sewaka.kernel.workflow import StateGroup

CLOSED_GROUPS = [group.value for group in StateGroup if group.is_closed]
IS_OPEN = Q(closed_at__isnull=True)


class Visibility(models.TextChoices):
    """Who may know that a case exists."""

    PUBLIC = "public", _("public")
    PARTIES = "parties", _("only those concerned")
    SECRET = "secret", _("sealed")


class Audience(models.TextChoices):
    """For whom an entry of the timeline is written."""

    PUBLIC = "public", _("public")
    APPLICANT = "applicant", _("only you and the office")
    INTERNAL = "internal", _("internal")


class Case(models.Model):
    """Somebody waits, and an office must act before a time.

    `holder_role` with `area_code` or `agency` names the desk that has to act now. `due_at` is the
    nearest running clock; it is empty while all clocks are paused or stopped. `version` counts
    every change and is the ETag of the case.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=16, unique=True)
    module = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    workflow = models.CharField(max_length=80)
    workflow_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=40)
    previous_state = models.CharField(max_length=40, blank=True)  # where BACK leads to
    state_group = models.CharField(max_length=8, choices=[(g.value, g.value) for g in StateGroup])
    title = models.CharField(max_length=200)
    area_code = models.CharField(max_length=32, blank=True, db_collation="C")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    agency = models.ForeignKey(
        "agencies.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    holder_role = models.CharField(max_length=80, blank=True)
    # Codes of the agencies that held the case before and may still read it.
    watching_agencies = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Codes of the offices (agencies, areas) that must not know that a sealed case exists.
    excluded_units = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)  # 0 ordinary, 1 soon, 2 emergency
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    opened_at = models.DateTimeField()
    state_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("case")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_closed_iff_final",
                condition=(
                    Q(state_group__in=CLOSED_GROUPS, closed_at__isnull=False)
                    | (~Q(state_group__in=CLOSED_GROUPS) & IS_OPEN)
                ),
            ),
            models.CheckConstraint(
                name="case_position_whole",
                condition=(
                    Q(lat__isnull=True, lon__isnull=True)
                    | Q(lat__isnull=False, lon__isnull=False)
                    & Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180)
                ),
            ),
            models.CheckConstraint(name="case_version_positive", condition=Q(version__gt=0)),
            models.CheckConstraint(
                name="case_state_group_known",
                condition=Q(state_group__in=[group.value for group in StateGroup]),
            ),
            models.CheckConstraint(
                name="case_visibility_known", condition=Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(
                name="case_area_code_dotted",
                condition=Q(area_code="") | Q(area_code__regex=r"^[0-9]+(\.[0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="case_excluded_only_if_sealed",
                condition=Q(excluded_units=[]) | Q(visibility="secret"),
            ),
            models.CheckConstraint(
                name="case_closed_after_opened",
                condition=IS_OPEN | Q(closed_at__gte=F("opened_at")),
            ),
        ]
        indexes: ClassVar = [
            # The work list of an agency's desk and of a territory's desk, in order of time left.
            models.Index(
                name="case_desk_agency",
                fields=["agency", "holder_role", "due_at", "id"],
                condition=IS_OPEN,
            ),
            models.Index(
                name="case_desk_area",
                fields=["holder_role", "area_code", "due_at", "id"],
                condition=IS_OPEN,
            ),
            models.Index(
                name="case_assigned",
                fields=["assignee", "due_at", "id"],
                condition=IS_OPEN & Q(assignee__isnull=False),
            ),
            models.Index(name="case_open_due", fields=["due_at", "id"], condition=IS_OPEN),
            models.Index(
                name="case_mine",
                fields=["applicant", "-opened_at"],
                condition=Q(applicant__isnull=False),
            ),
            models.Index(name="case_group_opened", fields=["state_group", "-opened_at"]),
            models.Index(name="case_kind_opened", fields=["module", "kind", "-opened_at"]),
            models.Index(name="case_area_opened", fields=["area_code", "-opened_at"]),
        ]

    def __str__(self) -> str:
        return self.number


class CaseEntry(models.Model):
    """One fact of a case's history. Written once; the database refuses to change or delete it.

    `office` is what readers see ("Dinas PUPR"), never a private name; `person` is kept for the
    audit only.
    """

    append_only = True

    class Kind(models.TextChoices):
        """What sort of fact it is."""

        OPENED = "opened", _("opened")
        MOVED = "moved", _("moved")
        COMMENT = "comment", _("message")
        NOTE = "note", _("internal note")
        ASSIGNED = "assigned", _("assigned")
        BREACHED = "breached", _("promise missed")
        PASSED = "passed", _("passed on by itself")
        REMARK = "remark", _("remark")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    action = models.CharField(max_length=40, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    role = models.CharField(max_length=80, blank=True)  # code of the role acted in; "" for citizens
    office = models.CharField(max_length=160, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    case_version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("entry")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="entry_audience_known", condition=Q(audience__in=Audience.values)
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="entry_timeline", fields=["case", "at", "id"]),
            # What happened in public between two days, whatever the case.
            models.Index(
                name="entry_public_at", fields=["at", "id"], condition=Q(audience="public")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.action}".strip()


class Assignment(models.Model):
    """Who held a case, in half-open intervals [from_at, to_at); the open one has no end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="assignments", db_index=False
    )
    holder_role = models.CharField(max_length=80)
    area_code = models.CharField(max_length=32, blank=True, db_collation="C")
    agency = models.ForeignKey(
        "agencies.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="assignment_one_open", fields=["case"], condition=Q(to_at__isnull=True)
            ),
            models.CheckConstraint(
                name="assignment_forward",
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")),
            ),
        ]
        indexes: ClassVar = [models.Index(name="assignment_history", fields=["case", "from_at"])]

    def __str__(self) -> str:
        return f"{self.holder_role} {self.area_code}".strip()


class SlaClock(models.Model):
    """One promise: until when, under which policy. Instants are stored at once.

    A case keeps the policy version it started with. After a reopening a new clock of the same
    kind may run; at most one of a kind runs at a time.
    """

    class Kind(models.TextChoices):
        """Which promise."""

        RESPONSE = "response", _("answer")
        RESOLUTION = "resolution", _("solution")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    unit = models.CharField(max_length=16, choices=[(unit.value, unit.value) for unit in Unit])
    policy = models.CharField(max_length=40)
    policy_version = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("promise")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="clock_one_running",
                fields=["case", "kind"],
                condition=Q(stopped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="clock_forward",
                condition=(
                    Q(due_at__gte=F("started_at"))
                    & (Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")))
                    & (Q(paused_at__isnull=True) | Q(paused_at__gte=F("started_at")))
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="clock_of_case", fields=["case", "started_at"]),
            models.Index(
                name="clock_to_breach",
                fields=["due_at"],
                condition=Q(
                    stopped_at__isnull=True, paused_at__isnull=True, breached_at__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d}"


class Attachment(models.Model):
    """A stored file that belongs to a case, and what it shows."""

    class Purpose(models.TextChoices):
        """What the file shows."""

        BEFORE = "before", _("before")
        AFTER = "after", _("after")
        EVIDENCE = "evidence", _("evidence")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(CaseEntry, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("attachment")

    def __str__(self) -> str:
        return f"{self.purpose} {self.position}"
