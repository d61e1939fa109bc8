"""Django's view of the limits."""

from __future__ import annotations

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """How often somebody may."""

    name = "sewaka.kernel.limits"
    label = "limits"
