"""Who may set up."""

from __future__ import annotations

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden
from sewaka.modules.reports import access


def check_right(actor: Actor) -> None:
    """Raise Forbidden for everybody but the desk of the set-up."""
    if not access.set_up().allows(actor, None):
        raise Forbidden("reports.setup.not_yours")
