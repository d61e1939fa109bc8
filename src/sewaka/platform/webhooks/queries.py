"""What can be subscribed to, and who is."""

from __future__ import annotations

from collections.abc import Mapping

from sewaka.kernel import env, registry
from sewaka.kernel.outbox import Event
from sewaka.platform.webhooks import rules
from sewaka.platform.webhooks.models import Subscription


def published() -> Mapping[str, type[Event]]:
    """The events that modules name in their descriptors. The platform's own stay inside."""
    found: list[type[Event]] = [event for module in registry.modules() for event in module.events]
    return {event.name: event for event in found}


def living() -> list[Subscription]:
    """The subscriptions that have not ended, oldest first."""
    return list(Subscription.objects.filter(ended_at=None).order_by("created_at"))


def secret(subscription: Subscription) -> bytes:
    """Its present secret."""
    return rules.secret_of(
        master=env.secret("WEBHOOKS_KEY").encode(),
        subscription_id=subscription.pk,
        secret_round=subscription.secret_round,
    )
