"""Opening hours and holidays. Deadlines are computed from them by `kernel.calendar`."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id

CITY_OFFICE = "city"


class HolidayKind(models.TextChoices):
    """Who declares a day off."""

    NATIONAL = "national", _("National holiday")
    JOINT_LEAVE = "joint_leave", _("Joint leave")
    BALINESE = "balinese", _("Balinese holy day")
    CITY = "city", _("Day of the city")


class Holiday(models.Model):
    """A named local day. Several may fall on one day."""

    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=HolidayKind.choices)
    closes_offices = models.BooleanField(_("offices are closed"), default=True)
    # False: not yet compared with the decree by a person of the city.
    is_verified = models.BooleanField(_("checked"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        """In order of time."""

        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day", "name"]
        constraints = [
            models.UniqueConstraint(fields=["day", "name"], name="calendars_holiday_once")
        ]

    def __str__(self) -> str:
        """Name and day."""
        return f"{self.name}, {self.day:%Y-%m-%d}"

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        is_english = (get_language() or "").startswith("en")
        return (self.name_en or self.name) if is_english else self.name


class OpeningHours(models.Model):
    """One opening of an office on one weekday, in local time, half-open."""

    office = models.SlugField(_("office"), max_length=32, default=CITY_OFFICE)
    weekday = models.PositiveSmallIntegerField(_("weekday (1 = Monday)"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    is_verified = models.BooleanField(_("checked"), default=False)

    class Meta:
        """In order of the week."""

        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["office", "weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "weekday", "opens"], name="calendars_opening_once"
            ),
            models.CheckConstraint(
                name="calendars_opening_forward", condition=Q(opens__lt=F("closes"))
            ),
            models.CheckConstraint(
                name="calendars_opening_weekday", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
        ]

    def __str__(self) -> str:
        """Office, weekday and times."""
        return f"{self.office} {self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class CalendarState(models.Model):
    """One row; its token changes with every change of hours or holidays (`kernel.remembered`)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token: models.UUIDField[UUID, UUID] = models.UUIDField(default=new_id)

    class Meta:
        """Never a second row."""

        constraints = [models.CheckConstraint(name="calendars_one_state", condition=Q(id=1))]

    def __str__(self) -> str:
        """The token."""
        return str(self.token)
