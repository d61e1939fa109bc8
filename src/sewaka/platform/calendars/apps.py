"""Django's entry of this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    """Working hours and holidays."""

    name = "sewaka.platform.calendars"
    label = "calendars"
    verbose_name = _("Calendars")
