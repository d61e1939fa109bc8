"""What the rest of the city may ask of `privacy`."""

from __future__ import annotations

from sewaka.platform.privacy.actions import erase, give_consent, withdraw_consent
from sewaka.platform.privacy.menu import MENU
from sewaka.platform.privacy.retention import run as run_retention

__all__ = ["MENU", "erase", "give_consent", "run_retention", "withdraw_consent"]
