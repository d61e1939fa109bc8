"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class OpendataConfig(AppConfig):
    """See the package's docstring."""

    name = "sewaka.city.opendata"
    label = "opendata"
