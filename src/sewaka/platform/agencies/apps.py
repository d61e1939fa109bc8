"""Django's entry of this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    """Agencies and their units."""

    name = "sewaka.platform.agencies"
    label = "agencies"
    verbose_name = _("Agencies")
