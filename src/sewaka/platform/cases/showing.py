"""A case as the components of the look take it: chip, promises, timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.access import Actor
from sewaka.kernel.calendar import WorkCalendar, working_days_left
from sewaka.kernel.ui import formats
from sewaka.kernel.ui.values import Photo, Promise, PromiseState, Seen, Status, TimelineEntry
from sewaka.kernel.workflow import StateGroup
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import queries, signatures
from sewaka.platform.cases.models import Attachment, Case, CaseEntry, SlaClock
from sewaka.platform.cases.queries import Line
from sewaka.platform.files import api as files
from sewaka.platform.files.api import Sight

_LABELS = {
    SlaClock.Kind.RESPONSE: _("Answered by the latest"),
    SlaClock.Kind.RESOLUTION: _("Done by the latest"),
}
_DUES: Mapping[str, Any] = {
    **{kind.value: label for kind, label in _LABELS.items()},
    "turn": _("Time of the office until"),
}
_ICONS: Mapping[str, str] = {
    CaseEntry.Kind.BREACHED: "alarm-clock",
    CaseEntry.Kind.PASSED: "fast-forward",
}
_NEAR = 0.2  # of the whole time is left

_ALTS = {
    Attachment.Purpose.BEFORE: _("Photo before: %(title)s"),
    Attachment.Purpose.AFTER: _("Photo after: %(title)s"),
    Attachment.Purpose.EVIDENCE: _("Photo: %(title)s"),
}


def days_left(due_at: datetime, *, now: datetime, calendar: WorkCalendar | None = None) -> int:
    """Working days until the due day over the city's calendar; negative when late.

    Lists give the `calendar` that they looked up once.
    """
    return working_days_left(calendar or calendars.work_calendar(), now, due_at)


def status(case: Case, *, now: datetime, calendar: WorkCalendar | None = None) -> Status:
    """The chip of a case, with the working days that it is overdue (`calendar`: `days_left`)."""
    state = queries.state_of(case)
    late = case.due_at is not None and case.closed_at is None and case.due_at < now
    overdue = -days_left(case.due_at, now=now, calendar=calendar) if late and case.due_at else 0
    return Status(
        group=state.group,
        label=state.label,
        is_merged=state.group is StateGroup.REJECTED and case.parent_id is not None,
        overdue_days=overdue,
    )


def promises(case: Case, *, now: datetime) -> list[Promise]:
    """The latest promise of each kind, as clocks for the page. One query."""
    latest = {clock.kind: clock for clock in queries.clocks(case=case)}
    shown = [latest[kind] for kind in _LABELS if kind in latest]
    return [_promise(clock, now=now) for clock in shown]


def entries(
    lines: Iterable[Line], *, case: Case, actor: Actor, now: datetime
) -> list[TimelineEntry]:
    """The timeline for the page, with the pictures that its reader may see."""
    sight = queries.sight_of(case, actor=actor)
    flow_groups = {state.code: state.group for state in queries.workflow_of(case).states}
    return [
        TimelineEntry(
            at=line.at,
            what=line.what,
            who=line.who,
            text=_text(line),
            group=flow_groups.get(line.to_state),
            icon=_ICONS.get(line.kind, ""),
            seen=Seen(line.audience),
            photos=tuple(_photo(one, case, sight=sight, now=now) for one in line.attachments),
        )
        for line in lines
    ]


def _photo(attachment: Attachment, case: Case, *, sight: Sight, now: datetime) -> Photo:
    alt = str(_ALTS[Attachment.Purpose(attachment.purpose)]) % {"title": case.title}
    found = files.urls(file=attachment.file, sight=sight, now=now)
    if found is None:
        return Photo(url="", alt=alt, is_masked=True)
    return Photo(
        url=found.small,
        alt=alt,
        width=480,
        height=max(1, round(480 * found.height / found.width)),
        srcset=f"{found.small} 480w, {found.medium} 960w",
        full_url=found.large,
    )


def _promise(clock: SlaClock, *, now: datetime) -> Promise:
    state = _state(clock, now=now)
    is_open = clock.stopped_at is None
    return Promise(
        label=_LABELS[SlaClock.Kind(clock.kind)],
        due_at=clock.due_at,
        state=state,
        days_left=days_left(clock.due_at, now=now) if is_open else None,
        reason=gettext("waiting for the citizen") if state is PromiseState.PAUSED else "",
        met_at=clock.stopped_at,
    )


def _state(clock: SlaClock, *, now: datetime) -> PromiseState:
    if clock.stopped_at is not None:
        return PromiseState.MISSED if clock.breached_at else PromiseState.MET
    if clock.paused_at is not None:
        return PromiseState.PAUSED
    if clock.due_at < now:
        return PromiseState.LATE
    whole, left = clock.due_at - clock.started_at, clock.due_at - now
    return PromiseState.NEAR if left <= whole * _NEAR else PromiseState.ON_TIME


def _text(line: Line) -> str:
    if line.kind == CaseEntry.Kind.BREACHED:
        return _promise_missed(line.facts)
    said = (*_passed_on(line.facts), line.text, *_vacant(line.facts), *_moved(line.facts))
    return "\n".join(filter(None, said))


def _promise_missed(facts: Mapping[str, Any]) -> str:
    due = formats.moment(datetime.fromisoformat(facts["due_at"]))
    if facts.get("clock") == SlaClock.Kind.RESPONSE:
        return gettext("An answer was promised by %(due)s.") % {"due": due}
    return gettext("It was promised to be done by %(due)s.") % {"due": due}


def _passed_on(facts: Mapping[str, Any]) -> Iterator[str]:
    """Who let the time pass, or which promise was missed, and who has it now."""
    if skipped := facts.get("skipped"):
        due = formats.moment(datetime.fromisoformat(facts["due_at"]))
        said = {"office": signatures.desk_name(**skipped), "due": due}
        yield gettext("%(office)s was skipped: no act by %(due)s.") % said
    elif facts.get("clock"):
        yield _promise_missed(facts)
    if asked := facts.get("answer_due_at"):
        due = formats.moment(datetime.fromisoformat(asked))
        yield gettext("An answer is expected by %(due)s.") % {"due": due}
    if to := facts.get("to"):
        yield gettext("Now with: %(office)s.") % {"office": signatures.desk_name(**to)}


def _vacant(facts: Mapping[str, Any]) -> Iterator[str]:
    """Offices on the way that nobody staffs."""
    for office in facts.get("vacant", ()):
        said = {"office": signatures.desk_name(**office)}
        yield gettext("%(office)s: no officer yet, passed on at once.") % said


def _moved(facts: Mapping[str, Any]) -> Iterator[str]:
    """Dues that a change of the calendar has moved."""
    for one in facts.get("moved", ()):
        said = {
            "what": _DUES.get(one["what"], _DUES["turn"]),
            "before": formats.moment(datetime.fromisoformat(one["from"])),
            "after": formats.moment(datetime.fromisoformat(one["to"])),
        }
        yield gettext("The calendar was changed. %(what)s: %(after)s instead of %(before)s.") % said
