"""Django's view of the keys."""

from __future__ import annotations

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Data keys of persons."""

    name = "sewaka.kernel.keys"
    label = "keys"
