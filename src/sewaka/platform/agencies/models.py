"""Agencies (OPD, city companies, hospitals, outside bodies) and their units."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.text import sort_key


class AgencyKind(models.TextChoices):
    """What an agency is in law."""

    OPD = "opd", _("City agency")
    COMPANY = "company", _("City company")
    HOSPITAL = "hospital", _("Hospital")
    EXTERNAL = "external", _("Body outside the city")


class Agency(models.Model):
    """An office that can hold a case. The code is its key and never changes."""

    code = models.SlugField(_("code"), primary_key=True, max_length=32, db_collation="C")
    kind = models.CharField(_("kind"), max_length=16, choices=AgencyKind.choices)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    short_name = models.CharField(_("short name"), max_length=40)
    duties = models.CharField(_("duties"), max_length=300, blank=True)
    duties_en = models.CharField(_("duties in English"), max_length=300, blank=True)
    # Outside the city's own organisation: a case can be told to it, never worked by it here.
    is_external = models.BooleanField(_("outside the city"), default=False)
    # False: taken from memory or hearsay; a person of the city has to look at it.
    is_verified = models.BooleanField(_("checked"), default=False)
    active_from = models.DateField(_("active from"), null=True, blank=True)
    active_to = models.DateField(_("active until (not included)"), null=True, blank=True)
    sort_key = models.CharField(max_length=200, editable=False, db_collation="C")

    class Meta:
        """Ordering by the stored key: no collation of the database is relied upon."""

        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                name="agencies_agency_active_range",
                condition=Q(active_from=None)
                | Q(active_to=None)
                | Q(active_from__lt=F("active_to")),
            ),
            models.CheckConstraint(
                name="agencies_agency_external_kind",
                condition=Q(is_external=True, kind=AgencyKind.EXTERNAL)
                | (Q(is_external=False) & ~Q(kind=AgencyKind.EXTERNAL)),
            ),
        ]

    def __str__(self) -> str:
        """The name that fits on a line."""
        return self.short_name

    def save(self, **kwargs: object) -> None:
        """Keep the sort key in step with the name."""
        self.sort_key = sort_key(self.name)
        super().save(**kwargs)  # type: ignore[arg-type]  # Django's own keyword arguments

    @property
    def local_name(self) -> str:
        """The full name in the reader's language."""
        return (self.name_en or self.name) if _is_english() else self.name

    @property
    def local_duties(self) -> str:
        """What the agency answers for, in the reader's language."""
        return (self.duties_en or self.duties) if _is_english() else self.duties

    def is_active_on(self, day: date) -> bool:
        """Whether the agency exists on that local day (half-open range)."""
        return (self.active_from is None or self.active_from <= day) and (
            self.active_to is None or day < self.active_to
        )


class Unit(models.Model):
    """A part of an agency with its own desk: a division, a crew, a puskesmas."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    code = models.SlugField(_("code"), max_length=48, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    is_verified = models.BooleanField(_("checked"), default=False)
    sort_key = models.CharField(max_length=200, editable=False, db_collation="C")

    class Meta:
        """Listed under their agency."""

        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        """The name."""
        return self.name

    def save(self, **kwargs: object) -> None:
        """Keep the sort key in step with the name."""
        self.sort_key = sort_key(self.name)
        super().save(**kwargs)  # type: ignore[arg-type]  # Django's own keyword arguments


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
