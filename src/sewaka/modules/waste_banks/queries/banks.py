"""Banks as everybody may see them."""

from __future__ import annotations

from collections.abc import Sequence

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.rules.states import BankState


def open_banks(*, actor: Actor) -> Sequence[WasteBank]:  # noqa: ARG001 - the same for everybody
    """Every bank that takes waste, by its code."""
    return list(WasteBank.objects.filter(status=BankState.ACTIVE))
