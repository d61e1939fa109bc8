"""Django's entry for the waste banks."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WasteBanksConfig(AppConfig):
    """Waste banks."""

    name = "sewaka.modules.waste_banks"
    label = "waste_banks"
    verbose_name = _("Waste banks")
