"""The desk of one junction, gathered: what it shows, who holds it, whether it flashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sewaka.kernel.access import Actor
from sewaka.modules.traffic import queries
from sewaka.modules.traffic.models import flowing, priority
from sewaka.modules.traffic.queries import Desk
from sewaka.modules.traffic.queries.flashing import flashing
from sewaka.modules.traffic.web import flash_page, priority_page, public_page, room_page
from sewaka.modules.traffic.web.forms import OverrideForm, ResetForm


def context(
    *,
    code: str,
    actor: Actor,
    now: datetime,
    desk: Desk | None = None,
    form: OverrideForm | None = None,
    reset: ResetForm | None = None,
) -> Mapping[str, Any]:
    """For the page; what was sent and is wrong comes back. Raises NotFound."""
    found = desk or queries.desk(actor=actor, code=code, now=now)
    done = flowing.interventions(now=now, code=code)
    return {
        **room_page.context(found, form or room_page.form_of(found, None), now=now),
        **room_page.ways(found, actor=actor),
        **flash_page.desk(flashing(actor=actor, streets=[found.street], now=now), reset),
        **priority_page.desk(priority.latest(junction=code, now=now), passing=found.street.passing),
        "done": public_page.interventions(done, {code: found.street.junction.name}),
    }
