"""How an act is signed: role and office, never a private name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sewaka.kernel import registry
from sewaka.kernel.access import Actor, Scope
from sewaka.kernel.workflow import Text
from sewaka.platform.agencies import api as agencies
from sewaka.platform.cases import access, rules
from sewaka.platform.cases.models import Case, CaseEntry
from sewaka.platform.territory import api as territory

CITIZEN = "citizen"
SYSTEM_ROLE = "system"
UNDO = "undo"  # the action of an entry that takes the one before back

_KIND_WORDS: dict[str, Text] = {
    CaseEntry.Kind.OPENED: _("Received"),
    CaseEntry.Kind.COMMENT: _("Message"),
    CaseEntry.Kind.NOTE: _("Internal note"),
    CaseEntry.Kind.ASSIGNED: _("Assigned"),
    CaseEntry.Kind.BREACHED: _("Promise missed"),
    CaseEntry.Kind.PASSED: _("Passed on by itself"),
    CaseEntry.Kind.REMARK: _("Remark"),
}
_ACTION_WORDS: dict[str, Text] = {"exclude": _("Hidden from offices"), UNDO: _("Taken back")}


@dataclass(frozen=True, slots=True)
class Signature:
    """Code of the role acted in, and the office's name as readers see it."""

    role: str
    office: str


def signature(actor: Actor, case: Case) -> Signature:
    """Who signs an act of this actor on this case. At most two queries for the office's name."""
    if actor.via == "system":
        return Signature(role=SYSTEM_ROLE, office="")
    if access.is_author().allows(actor, case) and not access.holds().allows(actor, case):
        return Signature(role=CITIZEN, office="")
    held = access.acting_as(actor, case)
    if held is None:
        return Signature(role=CITIZEN, office="")
    return Signature(role=held.role, office=office_name(held.area_code, held.agency_code))


def office_name(area_code: str, agency_code: str) -> str:
    """The agency's full name, else the area's; empty for offices of the whole city."""
    if agency_code:
        return agencies.name_of(agency_code)
    return territory.name_of(area_code) if area_code else ""


def desk_name(*, role: str, area_code: str, agency_code: str) -> str:
    """A desk in words: the role, and the area or the agency that the role serves."""
    declared = registry.roles().get(role)
    scope = declared.scope if declared else Scope.CITY
    office = ""
    if scope is Scope.TERRITORY:
        office = office_name(area_code, "")
    elif scope is Scope.AGENCY:
        office = office_name("", agency_code)
    return ", ".join(part for part in (str(role_name(role)), office) if part)


def role_name(role: str) -> Text:
    """The words for a role code, the two pseudo roles of signatures included."""
    if role == SYSTEM_ROLE:
        return _("Automatic")
    found = registry.roles().get(role)
    return found.name if found else _("Citizen")


def who(entry: CaseEntry) -> str:
    """Role and office of an entry in words: "Petugas, Dinas PUPR"."""
    return ", ".join(part for part in (str(role_name(entry.role)), entry.office) if part)


def what(entry: CaseEntry, *, workflow: str) -> Any:
    """The deed of an entry in words, as the workflow calls it now or called it once."""
    flow = registry.workflow(workflow)
    for transition in flow.transitions:
        if transition.action == entry.action:
            return transition.label
    otherwise = _ACTION_WORDS.get(entry.action) or _KIND_WORDS.get(entry.kind, entry.kind)
    return dict(flow.former).get(entry.action, otherwise)


def readable_audiences(case: Case, *, actor: Actor) -> frozenset[str]:
    """Which audiences' entries of this case the actor may read."""
    return rules.readable_audiences(
        is_office=access.is_office().allows(actor, case),
        is_author=access.is_author().allows(actor, case),
    )
