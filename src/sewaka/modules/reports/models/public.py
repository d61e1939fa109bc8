"""The read model of everything public: lists, boxes and feeds read this table alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# NaN compares greater than every number, so the ranges keep it out. Both columns are named in both
# halves: `lat >= -90` alone is unknown, and so not refused, when only one of them is empty.
POSITION = Q(lat__isnull=True, lon__isnull=True) | Q(
    lat__isnull=False, lon__isnull=False, lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180
)


class PublicRow(models.Model):
    """What everybody may read of one report, ready to be served.

    `fragment` is the row as our own API gives it, `geo_json` and `geo_xml` as Open311 does: a list
    of a hundred is a join of a hundred strings. `status_updated_at` is what Open311 shows as the
    last update: the closing of what is closed, else the last change.
    """

    number = models.CharField(max_length=16, db_collation="C")
    requested_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    status_updated_at = models.DateTimeField()
    expected_at = models.DateTimeField(null=True)
    is_open = models.BooleanField()
    state = models.CharField(max_length=40)
    service_code = models.CharField(max_length=16, db_collation="C")
    village_code = models.CharField(max_length=32, db_collation="C", blank=True)
    agency_code = models.CharField(max_length=32, blank=True, db_collation="C")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    fragment = models.TextField()
    geo_json = models.TextField()
    geo_xml = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class PublicReport(PublicRow):
    """One row per published report, written in the same transaction as the case's move.

    The second migration adds a GiST index on `point(lon, lat)`.
    """

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(PublicRow.Meta):
        abstract = False
        verbose_name = _("published report")
        constraints: ClassVar = [
            models.CheckConstraint(name="reports_public_position", condition=POSITION),
        ]
        indexes: ClassVar = [
            models.Index(name="reports_public_newest", fields=["-requested_at", "-case"]),
            models.Index(name="reports_public_updated", fields=["updated_at", "case"]),
            models.Index(name="reports_public_status", fields=["status_updated_at", "case"]),
            models.Index(
                name="reports_public_service", fields=["service_code", "-requested_at", "-case"]
            ),
            models.Index(
                name="reports_public_village", fields=["village_code", "-requested_at", "-case"]
            ),
            models.Index(
                name="reports_public_agency", fields=["agency_code", "-requested_at", "-case"]
            ),
            models.Index(
                name="reports_public_overdue",
                fields=["expected_at"],
                condition=Q(is_open=True),
            ),
        ]
