"""Django's entry for the reports."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Citizens' reports."""

    name = "sewaka.modules.reports"
    label = "reports"
    verbose_name = _("Citizen reports")

    def ready(self) -> None:
        """Register the checks of the set-up."""
        from sewaka.modules.reports.models import checks  # noqa: F401 - registers itself
