"""What the mayor does with a report: ask the office that has it, with a day for the answer."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import get_current_timezone

from sewaka.kernel.calendar import add_working_days
from sewaka.kernel.errors import Invalid
from sewaka.modules.reports import events
from sewaka.modules.reports.effects.acts import Act
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases.api import Outcome


def ask_office(act: Act) -> Outcome:
    """ "Tanyakan": state and clocks stay; the question and its day stand on the timeline."""
    due = _answer_due_at(act.given["answer_by"], now=act.now)
    return act.outcome(
        events.MayorAsked,
        text=act.given["question"],
        facts={"answer_due_at": due},
        told={"answer_due_at": due},
    )


def _answer_due_at(chosen: date | None, *, now: datetime) -> datetime:
    """Closing time of the chosen day, else of the next working day."""
    calendar = calendars.work_calendar()
    if chosen is None:
        return add_working_days(calendar, now, 1)
    midnight = datetime.combine(chosen, datetime.min.time(), tzinfo=get_current_timezone())
    due = add_working_days(calendar, midnight, 0)
    if due <= now:
        raise Invalid("cases.invalid", fields={"answer_by": "reports.answer_by.past"})
    return due
