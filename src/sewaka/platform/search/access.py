"""Who may find what."""

from __future__ import annotations

from sewaka.kernel.access import EVERYTHING, NOTHING, Rule, field_is
from sewaka.platform.search.models import SearchAudience

IS_STAFF = Rule(
    words="holds a role",
    condition=lambda actor: EVERYTHING if actor.is_staff else NOTHING,
)
MAY_FIND = field_is("audience", SearchAudience.PUBLIC.value) | (
    field_is("audience", SearchAudience.STAFF.value) & IS_STAFF
)
