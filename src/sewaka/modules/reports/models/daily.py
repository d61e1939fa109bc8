"""The read model of the figures: facts of single reports, and their sums by day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.rules.figures.counts import Counts
from sewaka.modules.reports.rules.figures.courses import Kind
from sewaka.modules.reports.rules.figures.durations import BUCKETS, EMPTY

HOURS = 24
ANY = "*"  # not split by this


class Level(models.TextChoices):
    """What a row of sums is split by. The finest, `cell`, is split by everything; a `pair` by any
    two of village, category, agency and channel, so that the figures of one agency need not be
    added up from all its cells.
    """

    CELL = "cell", _("everything")
    PAIR = "pair", _("two of them")
    CITY = "city", _("the whole city")
    HAMLET = "hamlet", _("hamlet")  # or the village, of reports without a hamlet
    VILLAGE = "village", _("village")
    CATEGORY = "category", _("category")
    AGENCY = "agency", _("agency")
    CHANNEL = "channel", _("channel")


_AXES = ("area", "category", "agency", "channel")
_NOW = ("is_private", "open", "overdue")
_READY = ("city", "village", "category", "agency", "channel")


class StaleReport(models.Model):
    """A report that something happened to since it was last counted."""

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("report to count again")

    def __str__(self) -> str:
        return str(self.case_id)


class ReportFact(models.Model):
    """One countable fact of one report (`rules.figures.courses`). All of a report's are replaced
    together; nothing here is a source, everything can be counted again from cases and entries.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, db_collation="C")
    area = models.CharField(max_length=32, blank=True, db_collation="C")  # hamlet, else village
    category = models.CharField(max_length=16, db_collation="C")
    agency = models.CharField(max_length=32, blank=True, db_collation="C")
    channel = models.CharField(max_length=12, db_collation="C")
    is_private = models.BooleanField()
    bucket = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("fact of a report")
        indexes: ClassVar = [models.Index(name="reports_fact_day", fields=["day"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


def _count() -> models.PositiveIntegerField[int, int]:
    return models.PositiveIntegerField(default=0)


class ReportDaily(models.Model):
    """Sums of one local day. `ANY` stands where the level does not split.

    `open` and `overdue` say what is true now of the reports that came in on that day. Histograms
    have 64 buckets (`rules.figures.durations`) and are empty (null) where nothing was measured;
    `received_hours` has one count per local hour.
    """

    day = models.DateField()
    level = models.CharField(max_length=8, choices=Level.choices, db_collation="C")
    area = models.CharField(max_length=32, blank=True, db_collation="C")
    category = models.CharField(max_length=16, db_collation="C")
    agency = models.CharField(max_length=32, blank=True, db_collation="C")
    channel = models.CharField(max_length=12, db_collation="C")
    is_private = models.BooleanField()
    received = _count()
    reached = _count()
    answered = _count()
    answered_in_time = _count()
    answer_missed = _count()
    resolved = _count()
    unvalidated = _count()
    done_in_time = _count()
    done_missed = _count()
    confirmed = _count()
    silent = _count()
    disputed = _count()
    rejected = _count()
    elsewhere = _count()
    withdrawn = _count()
    merged = _count()
    skipped_hamlet = _count()
    skipped_village = _count()
    skipped_district = _count()
    skipped_agency = _count()
    skipped_head = _count()
    skipped_triage = _count()
    open = _count()
    overdue = _count()
    answer_time = ArrayField(models.PositiveIntegerField(), size=BUCKETS, null=True)
    done_time = ArrayField(models.PositiveIntegerField(), size=BUCKETS, null=True)
    received_hours = ArrayField(models.PositiveIntegerField(), size=HOURS, null=True)

    class Meta:
        verbose_name = _("figures of a day")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reports_daily_once",
                fields=["day", "level", "area", "category", "agency", "channel", "is_private"],
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="reports_daily_level",
                fields=["level", "day"],
                condition=~Q(level=Level.CELL),
            ),
            models.Index(
                name="reports_daily_area", fields=["area", "day"], condition=Q(level=Level.CELL)
            ),
            models.Index(
                name="reports_daily_category",
                fields=["category", "day"],
                condition=Q(level=Level.CELL),
            ),
            models.Index(
                name="reports_daily_agency",
                fields=["agency", "day"],
                condition=Q(level=Level.CELL),
            ),
            models.Index(
                name="reports_daily_hamlet", fields=["area", "day"], condition=Q(level="hamlet")
            ),
            models.Index(
                name="reports_daily_pair_area", fields=["area", "day"], condition=Q(level="pair")
            ),
            models.Index(
                name="reports_daily_pair_category",
                fields=["category", "day"],
                condition=Q(level="pair"),
            ),
            models.Index(
                name="reports_daily_pair_agency",
                fields=["agency", "day"],
                condition=Q(level="pair"),
            ),
            models.Index(name="reports_daily_open", fields=["level"], condition=Q(open__gt=0)),
            # What is open now may have come in on any day. These hold all that is asked of it, so
            # that a row of each day need not be fetched for three small numbers.
            models.Index(
                name="reports_open_by_level",
                fields=["level"],
                include=["day", *_AXES, *_NOW],
                condition=Q(open__gt=0, level__in=_READY),
            ),
            *(
                models.Index(
                    name=f"reports_open_pair_{axis}",
                    fields=[axis],
                    include=[*(other for other in _AXES if other != axis), *_NOW],
                    condition=Q(open__gt=0, level="pair"),
                )
                for axis in ("area", "category", "agency")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.day}"

    @property
    def counts(self) -> Counts:
        """The row's sums as a value."""
        numbers: dict[str, Any] = {kind.value: getattr(self, kind) for kind in Kind}
        return Counts(
            **numbers,
            answer_time=tuple(self.answer_time or EMPTY),
            done_time=tuple(self.done_time or EMPTY),
        )
