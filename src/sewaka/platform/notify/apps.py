"""The app `notify`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    """Telling people."""

    name = "sewaka.platform.notify"
    label = "notify"
    verbose_name = _("News")
