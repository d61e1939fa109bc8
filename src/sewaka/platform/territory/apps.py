"""Django's entry of this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    """Areas, their boundaries and their reference points."""

    name = "sewaka.platform.territory"
    label = "territory"
    verbose_name = _("Territory")
