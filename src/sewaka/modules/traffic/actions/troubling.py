"""Something shall happen on the demo's simulated street. Nothing of a real one can be asked for."""

from __future__ import annotations

import math
from datetime import datetime

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import StreetWish

_LONGEST_S = 3_600.0


@transaction.atomic
def wish_on_street(
    *, kind: str, place: str, amount: float, actor: Actor, now: datetime
) -> StreetWish:
    """The street takes it within a second and answers in the row.

    Raises Forbidden, DomainError("traffic.street.amount").
    """
    access.steering_role(actor=actor)
    if not math.isfinite(amount) or not 0.0 <= amount <= _LONGEST_S:
        raise DomainError("traffic.street.amount")
    return StreetWish.objects.create(kind=kind, place=place, amount=amount, asked_at=now)
