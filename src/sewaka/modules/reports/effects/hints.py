"""What was shown as likely the same, kept with what the person said to it.

Callers find the likely ones anew, so that nobody can make up what was shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sewaka.modules.reports.effects.likeness import Alike
from sewaka.modules.reports.models import DuplicateHint

_Choice = DuplicateHint.Choice


def keep_same(
    found: Iterable[Alike],
    *,
    seen: Collection[str],
    number: str,
    draft_id: UUID,
    now: datetime,
) -> None:
    """One of those on the page was the same; the others got no answer."""
    DuplicateHint.objects.bulk_create(
        [
            _hint(
                one,
                choice=_Choice.SAME if one.near.number == number else _Choice.IGNORED,
                draft_id=draft_id,
                now=now,
            )
            for one in found
            if one.near.number in seen
        ]
    )


def keep_different(
    found: Iterable[Alike], *, seen: Collection[str], case_id: UUID, now: datetime
) -> None:
    """None of those on the page was the same: the draft became a report of its own."""
    DuplicateHint.objects.bulk_create(
        [
            _hint(one, choice=_Choice.DIFFERENT, case_id=case_id, now=now)
            for one in found
            if one.near.number in seen
        ]
    )


def keep_officers(
    found: Iterable[Alike], *, case_id: UUID, now: datetime, master_id: UUID | None = None
) -> None:
    """What an officer saw beside the case, and what the deed says to it.

    Merged: that one was the same, the others got no answer. Taken on by itself: none was. The last
    deed counts.
    """
    said = DuplicateHint.objects.filter(case_id=case_id, shown_to=DuplicateHint.ShownTo.OFFICER)
    said.delete()
    other = _Choice.IGNORED if master_id else _Choice.DIFFERENT
    DuplicateHint.objects.bulk_create(
        [
            _hint(
                one,
                choice=_Choice.SAME if one.near.case_id == master_id else other,
                case_id=case_id,
                shown_to=DuplicateHint.ShownTo.OFFICER,
                now=now,
            )
            for one in found
        ]
    )


def unsay_same(*, case_id: UUID, master_id: UUID, now: datetime) -> None:
    """The merge was a mistake: they are not the same."""
    said = DuplicateHint.objects.filter(
        case_id=case_id, candidate_id=master_id, shown_to=DuplicateHint.ShownTo.OFFICER
    )
    said.update(choice=_Choice.DIFFERENT, at=now)


def _hint(
    one: Alike,
    *,
    choice: str,
    now: datetime,
    shown_to: str = DuplicateHint.ShownTo.CITIZEN,
    case_id: UUID | None = None,
    draft_id: UUID | None = None,
) -> DuplicateHint:
    return DuplicateHint(
        case_id=case_id,
        draft_id=draft_id,
        candidate_id=one.near.case_id,
        score=one.likeness.score,
        distance=one.likeness.distance,
        time=one.likeness.time,
        text=one.likeness.text,
        photo=one.likeness.photo,
        distance_m=one.distance_m,
        shown_to=shown_to,
        choice=choice,
        at=now,
    )
