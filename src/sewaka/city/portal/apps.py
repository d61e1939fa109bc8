"""Django's handle on the portal."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Home, services, app shell."""

    name = "sewaka.city.portal"
    label = "portal"
