"""The app `webhooks`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    """Telling other systems."""

    name = "sewaka.platform.webhooks"
    label = "webhooks"
    verbose_name = _("Messages to other systems")
