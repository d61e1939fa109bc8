"""Django's handle on the components."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, components and the gallery."""

    name = "sewaka.kernel.ui"
    label = "ui"

    def ready(self) -> None:
        """Register the check for built assets."""
        from sewaka.kernel.ui import checks  # noqa: F401 - importing it registers the check
