"""Background jobs of the reports. Each is safe to run twice, late, or beside itself."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.actions.asking_back import remind_to_ask_back
from sewaka.modules.reports.actions.closing import close_unanswered
from sewaka.modules.reports.actions.georeport.fetching import fetch_media
from sewaka.modules.reports.actions.georeport.proving import finish_with_photo
from sewaka.modules.reports.actions.georeport.sandbox import empty_sandbox
from sewaka.modules.reports.actions.georeport.taking import FETCH_MEDIA, TAKE_QUEUED, take_queued
from sewaka.modules.reports.actions.mayors_morning import tell_mayor
from sewaka.modules.reports.actions.missing_photos import tell_missing_photos
from sewaka.modules.reports.actions.rebuilding import rebuild_category, rebuild_public
from sewaka.modules.reports.actions.retention import erase_contacts, erase_originals
from sewaka.modules.reports.actions.ticking import notice_promises, skip_late_offices
from sewaka.modules.reports.actions.vacancies import tell_vacancies
from sewaka.modules.reports.actions.validation import pass_on_validation
from sewaka.modules.reports.effects import telling
from sewaka.modules.reports.effects.awaiting import FETCH_PROOF
from sewaka.modules.reports.effects.recounting import count_again
from sewaka.modules.reports.effects.renaming import REBUILD_CATEGORY
from sewaka.modules.reports.models import drafts, ticks, tokens


@app.task(name="reports.close_unanswered", queueing_lock="reports.close_unanswered")
def close_unanswered_reports(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Close what waited ten days for its author."""
    close_unanswered(now=clock.now())


@app.task(name="reports.pass_on_validation", queueing_lock="reports.pass_on_validation")
def pass_on_validations(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Ask the next office where finished work was looked at by nobody for two working days."""
    pass_on_validation(now=clock.now())


@app.task(name="reports.ask_back", queueing_lock="reports.ask_back")
def ask_back(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Remind desks of bodies that they promised to ask again."""
    remind_to_ask_back(now=clock.now())


@app.task(name="reports.missing_photos", queueing_lock="reports.missing_photos")
def look_for_photos(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Tell authors whose announced photos have not come after two days."""
    tell_missing_photos(now=clock.now())


@app.task(name="reports.tell_waiting", queueing_lock="reports.tell_waiting")
def tell_waiting(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Send the notices of deeds that can not be taken back any more."""
    telling.send_waiting(now=clock.now())


@app.task(name="reports.erase_contacts", queueing_lock="reports.erase_contacts")
def erase_old_contacts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Erase contacts and original texts whose time is over."""
    erase_contacts(now=clock.now())
    erase_originals(now=clock.now())


@app.task(name="reports.rebuild_public", queue="upkeep", queueing_lock="reports.rebuild_public")
def rebuild_public_rows(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Compare the public rows with what they are made of, and repair what differs."""
    rebuild_public(now=clock.now())


@app.task(name=REBUILD_CATEGORY, queue="upkeep")
def rebuild_rows_of_category(code: str) -> None:
    """Bring the public rows of a renamed category in step with its name."""
    rebuild_category(code=code, now=clock.now())


@app.task(name="reports.sweep_drafts", queueing_lock="reports.sweep_drafts")
def sweep_drafts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Throw away drafts that nobody touched for 48 hours."""
    drafts.sweep(now=clock.now())


@app.task(name="reports.hops_tick", queue="clocks", queueing_lock="reports.hops_tick")
def tick_hops(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Pass on what lies with an office whose time is over."""
    now = clock.now()
    skip_late_offices(now=now)
    ticks.note(now=now)


@app.task(name="reports.mayors_morning", queueing_lock="reports.mayors_morning")
def tell_the_mayor(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Tell the mayor how long the list is, once on a working day."""
    tell_mayor(now=clock.now())


@app.task(name="reports.vacancies", queueing_lock="reports.vacancies")
def tell_of_vacancies(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Tell triage which offices were left empty since it was told last."""
    tell_vacancies(now=clock.now())


@app.task(name="reports.clocks_tick", queue="clocks", queueing_lock="reports.clocks_tick")
def tick_clocks(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Speak of promises that are half over, near, or missed."""
    notice_promises(now=clock.now())


@app.task(name=TAKE_QUEUED, queueing_lock=TAKE_QUEUED)
def take_queued_requests(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Open the reports that programs sent for a token; forget tokens whose time is over."""
    now = clock.now()
    take_queued(actor=SYSTEM, now=now)
    tokens.sweep(now=now)


@app.task(name=FETCH_MEDIA)
def fetch_photo(case_id: str, url: str, stage: str = "before") -> None:
    """Fetch the photo that a program pointed to: of what is wrong, or of an office's work."""
    fetch_media(case_id=UUID(case_id), url=url, stage=stage, actor=SYSTEM, now=clock.now())


@app.task(name=FETCH_PROOF)
def fetch_proof(update_id: str, url: str) -> None:
    """Fetch the photo that finished work waits for, and finish it."""
    finish_with_photo(update_id=UUID(update_id), url=url, actor=SYSTEM, now=clock.now())


@app.task(name="reports.empty_sandbox", queue="upkeep", queueing_lock="reports.empty_sandbox")
def empty_the_sandbox(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Begin the sandbox's day with nothing in it."""
    empty_sandbox(actor=SYSTEM, now=clock.now())


@app.task(name="reports.daily.rollup", queueing_lock="reports.daily.rollup")
def roll_up_daily(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Count anew what changed, and the sums of its days."""
    count_again()
