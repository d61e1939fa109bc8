"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """See the package's docstring."""

    name = "sewaka.city.dashboard"
    label = "dashboard"
