"""What each action of the workflow does to a report. Run by `cases.api.move` alone.

Every effect gets an `Act`, changes the report's own row and says in an `Outcome` what becomes of
the case. The public row is written after the case has changed, in the same transaction.
"""

from __future__ import annotations

from django.utils.timezone import localdate

from sewaka.kernel.errors import Invalid
from sewaka.modules.reports import events
from sewaka.modules.reports.access import AGENCY_OFFICER, TRIAGE
from sewaka.modules.reports.effects import publishing
from sewaka.modules.reports.effects.acts import AUTHOR_WINDOW, Act
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.routing import choose_agency
from sewaka.platform.cases.api import Outcome

MAX_PAUSES = 2
FINAL_RETURN = 2  # the second return: triage decides finally, the agency can not return again


def ask_info(act: Act) -> Outcome:
    """The office asks the author; both clocks pause. At most twice per report."""
    report = act.report
    if report.pauses >= MAX_PAUSES:
        raise refusal("reports.pauses_used_up")
    act.keep(pauses=report.pauses + 1, author_until=act.now + AUTHOR_WINDOW)
    return act.outcome(events.InfoAsked, text=act.given["question"], audience="applicant")


def give_info(act: Act) -> Outcome:
    """The author answers; the case goes back to where it was and the clocks run on."""
    files = act.add_before(act.given["evidence"])
    act.close_window()
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
        visibility=publishing.open_visibility(report),
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


def start(act: Act) -> Outcome:
    """Work begins."""
    return act.outcome(events.WorkStarted, text=act.given["remark"])


def resolve(act: Act) -> Outcome:
    """The office says it is done; a photo of the result where the category asks for one."""
    report = act.report
    if act.needs_after_photo and not act.given["after"]:
        raise Invalid("reports.resolve.photo_required", fields={"after": "required"})
    files = act.add_after(act.given["after"])
    act.keep(resolved_at=act.now, author_until=act.now + AUTHOR_WINDOW)
    return act.outcome(
        events.ReportResolved,
        text=act.given["answer"],
        files=files,
        stop_clocks=("response", "resolution"),
        told={"round": report.reopen_round},
    )


def reject(act: Act) -> Outcome:
    """It will not be worked on: one of the listed reasons, and words for the author."""
    return _rejected(act, reason_code=act.given["reason_code"], text=act.given["answer"])


def not_responsible(act: Act) -> Outcome:
    """Another body has to act; the author learns which and what was told to it."""
    report = act.report
    act.keep(
        external_body=act.given["external_body"],
        first_response_at=report.first_response_at or act.now,
    )
    return act.outcome(
        events.ReportNotResponsible,
        text=act.given["answer"],
        facts={"external_body": report.external_body},
        told={"external_body": report.external_body},
    )


def publish(act: Act) -> Outcome:
    """The moderator lets the public read it, with or without the photos."""
    report = act.report
    if report.visibility_wanted != "public":
        raise refusal("reports.confidential")
    act.keep(withheld_at=None)
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
    act.keep(withheld_at=act.now)
    return act.outcome(
        events.ReportWithheld,
        text=act.given["reason"],
        audience="internal",
        visibility="parties",
    )


def expire(act: Act) -> Outcome:
    """Ten days without an answer to our question."""
    act.close_window()
    return _rejected(act, reason_code="no_answer", text="")


def _answered(act: Act, event: type[events.ReportEvent]) -> Outcome:
    report = act.report
    act.keep(first_response_at=report.first_response_at or act.now)
    _release(act)
    return act.outcome(
        event,
        text=act.given["answer"],
        visibility=publishing.open_visibility(report),
        stop_clocks=("response",),
    )


def _rejected(act: Act, *, reason_code: str, text: str) -> Outcome:
    report = act.report
    answered_at = report.first_response_at or act.now
    act.keep(reason_code=reason_code, first_response_at=answered_at)
    return act.outcome(
        events.ReportRejected,
        text=text,
        facts={"reason_code": reason_code},
        told={"reason_code": reason_code},
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


def take_over_result(act: Act) -> Outcome:
    """An imported report that its own system has ended already: closed at that system's time."""
    act.release(with_photos=False)
    is_cancelled = act.given["result"] == "cancelled"
    return act.outcome(
        events.ReportCancelled if is_cancelled else events.ReportAutoClosed,
        target=states.CANCELLED if is_cancelled else states.AUTO_CLOSED,
        facts={"imported": True},
        visibility=publishing.open_visibility(act.report),
        told={} if is_cancelled else {"round": 0},
    )
