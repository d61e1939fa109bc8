"""What the rest of the city may ask of `webhooks`."""

from __future__ import annotations

from sewaka.platform.webhooks.actions import begin, end, renew
from sewaka.platform.webhooks.queries import living, published

__all__ = ["begin", "end", "living", "published", "renew"]
