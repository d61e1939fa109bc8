"""What each action of the workflow does to a report. Run by `cases.api.move` alone.

Every effect gets an `Act`, changes the report's own row and says in an `Outcome` what becomes of
the case. The public row is written after the case has changed, in the same transaction.
"""

from __future__ import annotations

from django.utils.timezone import localdate

from sewaka.kernel.calendar import advance, working_minutes
from sewaka.kernel.errors import Invalid
from sewaka.modules.reports import events
from sewaka.modules.reports.access import AGENCY_HEAD, AGENCY_OFFICER, TRIAGE
from sewaka.modules.reports.effects import publishing, triage
from sewaka.modules.reports.effects.acts import AUTHOR_WINDOW, Act
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules.routing import choose_agency
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases.api import KEEP, Before, Outcome

MAX_PAUSES = 2
MAX_PAUSE_MINUTES = 10 * 8 * 60  # ten working days, of a working day's eight hours
FINAL_RETURN = 2  # the second return: triage decides finally, the agency can not return again


def ask_info(act: Act) -> Outcome:
    """The office asks the author; both clocks pause: at most twice and ten working days in all.

    The author has ten days, or what is left of the ten working days where that ends sooner.
    """
    report = act.report
    left = MAX_PAUSE_MINUTES - report.paused_minutes
    if report.pauses >= MAX_PAUSES or left <= 0:
        raise refusal("reports.pauses_used_up")
    latest = advance(calendars.work_calendar(), act.now, left)
    act.keep(
        pauses=report.pauses + 1,
        paused_at=act.now,
        author_until=min(act.now + AUTHOR_WINDOW, latest),
    )
    return act.outcome(events.InfoAsked, text=act.given["question"], audience="applicant")


def give_info(act: Act) -> Outcome:
    """The author answers, or a desk for them; it goes back to where it was, the clocks run on."""
    report = act.report
    files = act.add_before(act.given["evidence"])
    act.close_window()
    paused_at = report.paused_at or act.now
    used = working_minutes(calendars.work_calendar(), paused_at, act.now)
    act.keep(paused_at=None, paused_minutes=report.paused_minutes + used)
    return act.outcome(
        events.InfoGiven,
        text=act.given["answer"],
        audience="applicant",
        files=files,
    )


def verify(act: Act) -> Outcome:
    """ "Benar, teruskan": the next office of the chain holds it; the text becomes public."""
    report = act.report
    _release(act)
    return act.outcome(
        events.ReportVerified,
        text=act.given["remark"],
        facts={"how": act.given["how"]} if act.given["how"] else {},
        visibility=publishing.open_visibility(report),
        holder_role=act.next_desk(),
    )


def not_mine(act: Act) -> Outcome:
    """ "Bukan wilayah saya": it lies in another hamlet; the next office of the chain finds out."""
    act.keep(hamlet_code="")
    return act.outcome(
        events.HamletDenied,
        text=act.given["remark"],
        audience="internal",
        holder_role=act.next_desk(),
    )


def hand_over(act: Act) -> Outcome:
    """To the agency that the routes name, or to another one with a reason."""
    report = act.report
    agency = _agency_for(act)
    _release(act)
    return act.outcome(
        events.ReportForwarded,
        text=act.given["remark"],
        facts={"agency": agency, "agency_name": catalogue.agency_name(agency)},
        visibility=publishing.open_visibility(report),
        holder_role=AGENCY_OFFICER,
        agency_id=agency,
    )


def take_hand_over_back(act: Act) -> Outcome:
    """Within ten minutes, by the same person: the desk of before holds it again."""
    before: Before = act.given["before"]
    return before.restored(act.outcome(events.DeedTakenBack, agency_id=before.agency_id))


def send_back(act: Act) -> Outcome:
    """ "Bukan bidang kami": triage holds it next. The clocks do not start again."""
    report = act.report
    if report.returns >= FINAL_RETURN:
        raise refusal("reports.returns_used_up")
    act.keep(returns=report.returns + 1)
    return act.outcome(
        events.ReportReturned,
        text=act.given["reason"],
        facts={"proposal": act.given["proposal"] or ""},
        holder_role=TRIAGE,
        told={"returns": report.returns},
    )


def accept(act: Act) -> Outcome:
    """The agency answers the author in public and takes the report on."""
    return _answered(act, events.ReportAccepted)


def act_locally(act: Act) -> Outcome:
    """Hamlet or village does it itself (gotong royong) and says so."""
    return _answered(act, events.WorkStarted)


def publish(act: Act) -> Outcome:
    """The moderator lets the public read it, with or without the photos."""
    report = act.report
    if report.visibility_wanted != "public":
        raise refusal("reports.confidential")
    act.keep(withheld_at=None, publication_asked_at=None)
    text = act.given["public_text"]
    if text and text != report.description_public:
        act.cover(text)
    if act.given["keep_photos_back"]:
        act.keep_photos_back()
    _release(act)
    return act.outcome(
        events.ReportPublished,
        audience="internal",
        visibility="public",
    )


def withhold(act: Act) -> Outcome:
    """The moderator takes it out of the public's sight; the office still works on it."""
    act.keep(withheld_at=act.now, publication_asked_at=None)
    return act.outcome(
        events.ReportWithheld,
        text=act.given["reason"],
        audience="internal",
        visibility="parties",
    )


def expire(act: Act) -> Outcome:
    """Ten days without an answer to our question."""
    act.close_window()
    return triage.rejected(act, reason_code="no_answer", text="")


def _answered(act: Act, event: type[events.ReportEvent]) -> Outcome:
    report = act.report
    act.keep(first_response_at=report.first_response_at or act.now, began_at=act.now)
    _release(act)
    # Where its head had to answer, the work is the officers' again.
    is_heads = act.case.holder_role == AGENCY_HEAD
    return act.outcome(
        event,
        text=act.given["answer"],
        visibility=publishing.open_visibility(report),
        holder_role=AGENCY_OFFICER if is_heads else KEEP,
        stop_clocks=("response",),
    )


def _release(act: Act) -> None:
    act.release(with_photos=not act.given["keep_photos_back"])


def _agency_for(act: Act) -> str:
    """The agency to hand over to; a reason is asked for when it is not the usual one."""
    usual = choose_agency(
        catalogue.current().routes.get(act.report.category_id, ()),
        category=act.report.category_id,
        area_code=act.case.area_code,
        on=localdate(act.now),
    )
    named: str | None = act.given["agency"]
    if not named and not usual:
        raise Invalid("reports.hand_over.no_route", fields={"agency": "required"})
    if named and named != usual and not act.given["remark"]:
        raise Invalid("reports.hand_over.reason_required", fields={"remark": "required"})
    return str(named or usual)
