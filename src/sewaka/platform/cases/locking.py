"""One writer at a time: how every change of a case begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound, Stale
from sewaka.platform.cases import access, signatures
from sewaka.platform.cases.models import Case, CaseEntry


def locked(*, case_id: UUID, actor: Actor, version: int | None) -> Case:
    """The case with its row locked until the transaction ends.

    Raises NotFound alike for a case that is absent and one the actor may not know of, then Stale
    when `version` is given and somebody else was faster.
    """
    case = Case.objects.select_for_update(no_key=True).filter(pk=case_id).first()
    if case is None or not access.visible().allows(actor, case):
        raise NotFound("cases.not_found")
    if version is not None and version != case.version:
        raise stale(case, actor=actor)
    return case


def stale(case: Case, *, actor: Actor) -> Stale:
    """The refusal that says who did what, when; only from entries that the actor may read."""
    readable = signatures.readable_audiences(case, actor=actor)
    entry = (
        CaseEntry.objects.filter(case=case, audience__in=readable).order_by("-at", "-id").first()
    )
    facts: dict[str, Any] = {"version": case.version, "number": case.number, "state": case.state}
    if entry is not None:
        facts |= {
            "who": signatures.who(entry),
            "what": str(signatures.what(entry, workflow=case.workflow)),
            "when": entry.at,
        }
    return Stale("cases.stale", **facts)


def swap(case: Case, **changes: Any) -> None:
    """Compare and swap exactly one row, and keep the object in step. Raises Stale.

    The row is locked by the caller; the comparison stays, so that a caller who forgot loses.
    """
    changes["version"] = case.version + 1
    hit = Case.objects.filter(pk=case.pk, version=case.version, state=case.state).update(**changes)
    if hit != 1:
        raise Stale("cases.stale", version=case.version, number=case.number)
    for name, value in changes.items():
        setattr(case, name, value)


def not_before(case: Case, now: datetime) -> datetime:
    """`now`, but never before the case's last change: two machines' clocks may differ."""
    return max(now, case.state_since)
