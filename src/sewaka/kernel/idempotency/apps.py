"""Django's view of the idempotency keys."""

from __future__ import annotations

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """Answers kept for those who ask twice."""

    name = "sewaka.kernel.idempotency"
    label = "idempotency"
