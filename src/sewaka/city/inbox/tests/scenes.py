"""Cases for the table of rights: one that Bu Sari's desk holds, sealed from everybody else."""

from __future__ import annotations

from datetime import timedelta

from sewaka.kernel import registry
from sewaka.kernel.access import SYSTEM
from sewaka.platform.cases import api as cases
from tests.cast import NOW, SESETAN, Cast
from tests.conformance.access_table import Scene

_ROLE = "reports.agency_officer"


def _case(cast: Cast, *, visibility: str) -> cases.Case:
    flow = registry.module("reports").workflows[0]
    return cases.open_case(
        module="reports",
        kind="report",
        workflow=flow.code,
        title="Got mampet, Jl. Nangka",
        actor=SYSTEM,
        now=NOW - timedelta(days=1),
        applicant_id=cast["made"].person.pk,
        agency_id="pupr",
        area_code=SESETAN,
        holder_role=_ROLE,
        visibility=visibility,
    )


def parties(cast: Cast) -> Scene:
    """Made's case, known to the desk that holds it and to the city's readers."""
    case = _case(cast, visibility="parties")
    return Scene(arguments={"number": case.number}, form={"version": "1", "text": "Cek lokasi"})


def sealed(cast: Cast) -> Scene:
    """Made's case, known to the desk that holds it only."""
    case = _case(cast, visibility="secret")
    return Scene(arguments={"number": case.number}, form={"version": "1", "text": "Cek lokasi"})


def act(cast: Cast) -> Scene:
    """An act on the sealed case."""
    case = _case(cast, visibility="secret")
    return Scene(
        arguments={"number": case.number, "action": "accept"}, form={"version": "1", "answer": "x"}
    )


def sealed_for_programs(cast: Cast) -> Scene:
    """The sealed case, and what a program sends to write on it."""
    case = _case(cast, visibility="secret")
    return Scene(
        arguments={"number": case.number}, form={"text": "Cek lokasi", "audience": "internal"}
    )


def act_for_programs(cast: Cast) -> Scene:
    """An act on the sealed case by a program."""
    case = _case(cast, visibility="secret")
    return Scene(arguments={"number": case.number, "action": "accept"}, form={"given": {}})


def assignee(cast: Cast) -> Scene:
    """Giving the sealed case back to the desk by a program."""
    case = _case(cast, visibility="secret")
    return Scene(arguments={"number": case.number}, form={"person_id": None})


SCENES = {
    "parties": parties,
    "sealed": sealed,
    "act": act,
    "sealed_for_programs": sealed_for_programs,
    "act_for_programs": act_for_programs,
    "assignee": assignee,
}
