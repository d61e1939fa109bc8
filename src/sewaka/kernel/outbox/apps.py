"""Django's view of the outbox."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The one log: events, audit and deliveries."""

    name = "sewaka.kernel.outbox"
    label = "outbox"
