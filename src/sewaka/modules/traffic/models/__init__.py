"""Tables of traffic control."""

from __future__ import annotations

from sewaka.modules.traffic.models.steering import Override, SignalNow, StreetWish

__all__ = ["Override", "SignalNow", "StreetWish"]
