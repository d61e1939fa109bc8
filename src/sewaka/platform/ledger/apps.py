"""Django's entry of this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Books of double entry."""

    name = "sewaka.platform.ledger"
    label = "ledger"
    verbose_name = _("Ledger")
