"""An engineer approves the conflict matrix of a junction whose net was imported."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic import access, town
from sewaka.modules.traffic.events import MatrixApproved
from sewaka.modules.traffic.models import Junction, MatrixApproval


@transaction.atomic
def approve_matrix(*, junction: str, digest: str, actor: Actor, now: datetime) -> MatrixApproval:
    """As it was looked at: `digest` names it. Safe to repeat.

    Raises NotFound, DomainError("traffic.matrix.moved_on") for one that was imported meanwhile.
    """
    person = access.engineer_of(actor=actor)
    known = town.matrices().get(junction)
    row = Junction.objects.select_for_update().filter(pk=junction).first()
    if known is None or row is None:
        raise NotFound("traffic.junction.not_found")
    if known != digest:
        raise DomainError("traffic.matrix.moved_on")
    found, is_new = MatrixApproval.objects.get_or_create(
        junction=row, digest=digest, defaults={"approved_by": person, "approved_at": now}
    )
    if is_new:
        outbox.record(MatrixApproved(junction=junction, digest=digest), actor=actor, now=now)
    return found
