"""Django's entry of this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Letters and receipts."""

    name = "sewaka.platform.documents"
    label = "documents"
    verbose_name = _("Documents")
