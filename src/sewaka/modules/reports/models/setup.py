"""What the city sets up: categories, routes, promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.calendar import Budget, Unit
from sewaka.modules.reports.rules.categories import CategoryDraft
from sewaka.modules.reports.rules.draft import CategoryFacts, ReportKind
from sewaka.modules.reports.rules.duplicates import (
    DEFAULT_DAYS,
    DEFAULT_RADIUS_M,
    OFFICER_RADIUS_M,
)
from sewaka.modules.reports.rules.policies import Policy, Stage
from sewaka.modules.reports.rules.questions import Form, read_form
from sewaka.modules.reports.rules.routing import Plan, Route

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
UNITS = [(unit.value, unit.value) for unit in Unit]


class SlaPolicy(models.Model):
    """Two promises under one name, and the time of each office (`HopBudget`).

    A change is a new version; cases keep theirs.
    """

    code = models.SlugField(max_length=40, db_collation="C")
    version = models.PositiveSmallIntegerField(default=1)
    # Of a promise that the city added; those that the software brings are named in `setup_labels`.
    name = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    response_amount = models.PositiveSmallIntegerField()
    response_unit = models.CharField(max_length=16, choices=UNITS)
    resolution_amount = models.PositiveSmallIntegerField()
    resolution_unit = models.CharField(max_length=16, choices=UNITS)
    # Since when this version is in force, and who made it; empty for what the software brings.
    since = models.DateTimeField(default=EPOCH)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("promise")
        constraints: ClassVar = [
            models.UniqueConstraint(name="reports_policy_version", fields=["code", "version"]),
            models.CheckConstraint(
                name="reports_policy_positive",
                condition=Q(response_amount__gt=0, resolution_amount__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def as_policy(self, chains: Mapping[Plan, tuple[Stage, ...]]) -> Policy:
        """The row as a plain value, with the stages of its plans (rows of `HopBudget`)."""
        return Policy(
            code=self.code,
            response=Budget(self.response_amount, Unit(self.response_unit)),
            resolution=Budget(self.resolution_amount, Unit(self.resolution_unit)),
            chains=chains,
            version=self.version,
        )


class Category(models.Model):
    """What a report is about. `service_code` is the string that strangers' programs use."""

    service_code = models.CharField(max_length=16, primary_key=True, db_collation="C")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    group = models.CharField(max_length=32)
    icon = models.CharField(max_length=40)
    keywords = models.CharField(max_length=300, blank=True)  # both languages, blank-separated
    kind_default = models.CharField(max_length=24, default=ReportKind.COMPLAINT.value)
    plan = models.CharField(max_length=16, choices=[(plan.value, plan.value) for plan in Plan])
    policy = models.CharField(max_length=40)
    visibility = models.CharField(max_length=8, default="public")
    identities = ArrayField(models.CharField(max_length=16), default=list)
    needs_after_photo = models.BooleanField(default=False)
    # Within which distance and how long after closing another report may be the same, and which
    # other categories people choose for it.
    duplicate_radius_m = models.PositiveSmallIntegerField(default=DEFAULT_RADIUS_M)
    duplicate_days = models.PositiveSmallIntegerField(default=DEFAULT_DAYS)
    siblings = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    proof_distance_m = models.PositiveSmallIntegerField(default=100)  # of the photo to the place
    lapor_topic = models.CharField(max_length=120, blank=True)  # the national system's topic
    # What is asked besides the text: a list of questions, see `rules.questions.read_form`.
    form = models.JSONField(default=list, blank=True)
    # A trigger (see `0007_open311_rows`) moves it with every change, however the change is made.
    changed_at = models.DateTimeField(default=EPOCH, editable=False)
    order = models.PositiveSmallIntegerField(default=100)
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering: ClassVar = ["order", "service_code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reports_category_visibility",
                condition=Q(visibility__in=["public", "parties", "secret"]),
            ),
            models.CheckConstraint(
                name="reports_category_duplicates",
                condition=Q(duplicate_radius_m__gte=1, duplicate_radius_m__lte=OFFICER_RADIUS_M)
                & Q(duplicate_days__gte=1, duplicate_days__lte=365),
            ),
            models.CheckConstraint(
                name="reports_category_active_range",
                condition=Q(active_from=None)
                | Q(active_to=None)
                | Q(active_from__lt=F("active_to")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_code} {self.name}"

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def questions(self) -> Form:
        """What is asked besides the text."""
        return tuple(one for one in self.every_question if one.is_offered)

    @property
    def every_question(self) -> Form:
        """Retired questions too, for the words of old answers."""
        return read_form(self.form)

    def as_draft(self) -> CategoryDraft:
        """Everything that the desk of the set-up may change, as a plain value."""
        values = {one.name: getattr(self, one.name) for one in fields(CategoryDraft)}
        return CategoryDraft(**{**values, "identities": tuple(self.identities)})

    def as_facts(self) -> CategoryFacts:
        """What the rules need to know, as a plain value."""
        facts = CategoryFacts(
            code=self.service_code,
            visibility=self.visibility,
            identities=tuple(self.identities),
            active_to=self.active_to,
        )
        if self.active_from is None:
            return facts
        return CategoryFacts(
            code=facts.code,
            visibility=facts.visibility,
            identities=facts.identities,
            active_from=self.active_from,
            active_to=self.active_to,
        )


class RoutingRule(models.Model):
    """Which agency is responsible for a category, in the city or under one area, and when.

    No two rules of one category and area overlap in time: an exclusion constraint in the
    database (see the first migration) refuses them.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="routes")
    area_code = models.CharField(max_length=32, blank=True, default="", db_collation="C")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("route")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reports_route_range",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.area_code} > {self.agency_id}"

    def as_route(self) -> Route:
        """The row as a plain value."""
        return Route(
            category=self.category_id,
            agency=self.agency_id,
            area_code=self.area_code,
            valid_from=self.valid_from or date.min,
            valid_to=self.valid_to,
        )
