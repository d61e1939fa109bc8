"""The platform's own roles. Modules declare theirs in their descriptors.

`admin` runs the machine and reads no case: no rule that shows case content names it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.access import Scope
from sewaka.kernel.registry import Role

MAYOR = "mayor"
AUDITOR = "auditor"
DPO = "dpo"
ADMIN = "admin"
PEOPLE_ADMIN = "people_admin"
EDITOR = "editor"

ROLES = (
    Role(MAYOR, _("Mayor's office"), Scope.CITY),
    Role(AUDITOR, _("Auditor"), Scope.CITY),
    Role(DPO, _("Data protection officer"), Scope.CITY),
    Role(ADMIN, _("Technical administrator"), Scope.CITY),
    Role(PEOPLE_ADMIN, _("Administrator of roles"), Scope.CITY),
    Role(EDITOR, _("Editor of texts and notices"), Scope.CITY),
)
