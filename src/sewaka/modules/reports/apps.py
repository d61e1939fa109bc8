"""Django's entry for the reports."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Citizens' reports."""

    name = "sewaka.modules.reports"
    label = "reports"
    verbose_name = _("Citizen reports")
