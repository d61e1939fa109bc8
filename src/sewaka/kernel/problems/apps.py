"""Django's view of the problems."""

from __future__ import annotations

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    """Sentences for refusals."""

    name = "sewaka.kernel.problems"
    label = "problems"
