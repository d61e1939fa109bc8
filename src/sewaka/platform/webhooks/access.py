"""Who may connect other systems."""

from __future__ import annotations

from sewaka.kernel.access import has, system
from sewaka.platform.people.roles import ADMIN

MANAGE = has(ADMIN) | system()
