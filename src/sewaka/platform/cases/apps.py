"""Django's entry for the cases."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Cases, timelines, assignments, clocks."""

    name = "sewaka.platform.cases"
    label = "cases"
    verbose_name = _("Cases")
