"""Who may do what with people's records."""

from __future__ import annotations

from sewaka.kernel.access import has, is_person, system
from sewaka.platform.people import roles

REGISTER = has(roles.PEOPLE_ADMIN) | system()
GIVE_ROLES = has(roles.PEOPLE_ADMIN) | system()
SEE_PERSON = is_person("id") | has(roles.PEOPLE_ADMIN) | system()
ERASE = is_person("id") | has(roles.DPO) | system()
