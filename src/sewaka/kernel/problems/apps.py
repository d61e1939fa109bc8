"""Django's view of the problems."""

from __future__ import annotations

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    """Sentences for refusals."""

    name = "sewaka.kernel.problems"
    label = "problems"

    def ready(self) -> None:
        """Register the checks over the registry: a city that contradicts itself does not start."""
        from sewaka.kernel import checks  # noqa: F401 - importing it registers the checks
