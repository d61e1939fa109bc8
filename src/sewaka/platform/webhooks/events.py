"""What `webhooks` tells the log."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sewaka.kernel.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionBegun(Event):
    """Another system hears of events from now on."""

    name = "webhooks.subscription_begun"
    subscription_id: UUID
    url: str
    wanted: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRenewed(Event):
    """The old secret signs nothing any more."""

    name = "webhooks.secret_renewed"
    subscription_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionEnded(Event):
    """The other system hears of nothing any more."""

    name = "webhooks.subscription_ended"
    subscription_id: UUID
    by: str  # "staff", or "receiver" when it answered 410
