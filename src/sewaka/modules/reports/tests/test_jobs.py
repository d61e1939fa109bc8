"""Background jobs, each run twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports import jobs
from sewaka.modules.reports.actions.retention import erase_contacts, erase_originals
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import Report, ReporterContact, WebDraft, drafts
from sewaka.modules.reports.rules.draft import Contact
from sewaka.modules.reports.tests.conftest import RUBBISH, Way
from tests.cast import NOW
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
CONTACT = Contact(name="Made Contoh", phone="0800 0000 0001", email="made@contoh.example")


@pytest.fixture
def closed(wayans_banjar: str) -> Way:
    """A report with a contact that its author has taken back."""
    draft = replace(RUBBISH, contact=CONTACT)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    way = Way(sent=sent)
    way.do("cancel", way.author)
    return way


def test_contacts_are_erased_two_years_after_closing(closed: Way) -> None:
    due = closed.at + timedelta(days=730)
    assert erase_contacts(now=due - timedelta(seconds=1), actor=SYSTEM) == 0
    assert erase_contacts(now=due, actor=SYSTEM, dry_run=True) == 1
    assert erase_contacts(now=due, actor=SYSTEM) == 1
    with nothing_written():
        assert erase_contacts(now=due, actor=SYSTEM) == 0
    assert ReporterContact.objects.count() == 0
    assert EventRow.objects.filter(name="reports.contacts_erased").count() == 1
    assert Report.objects.filter(pk=closed.sent.case_id).exists()


def test_closing_sets_the_day_of_erasure(closed: Way) -> None:
    contact = ReporterContact.objects.get()
    assert contact.erase_after == closed.at + timedelta(days=730)


def test_only_the_covered_text_is_kept_in_the_end(closed: Way) -> None:
    due = closed.at + timedelta(days=730)
    assert erase_originals(now=due, actor=SYSTEM) == 1
    assert erase_originals(now=due, actor=SYSTEM) == 0
    report = Report.objects.get(pk=closed.sent.case_id)
    assert report.description == report.description_public == "Sampah menumpuk. Telepon saya ▇▇"


def test_drafts_are_swept_after_two_days() -> None:
    token = drafts.new_token()
    drafts.save(token, drafts.FlowDraft(name="Made"), now=NOW)
    assert drafts.load(token, now=NOW + timedelta(hours=47)).name == "Made"
    assert drafts.load(token, now=NOW + timedelta(hours=49)).name == ""
    assert drafts.sweep(now=NOW + timedelta(hours=49)) == 1
    assert drafts.sweep(now=NOW + timedelta(hours=49)) == 0


@pytest.mark.parametrize(
    "task", [jobs.close_unanswered_reports, jobs.erase_old_contacts, jobs.sweep_drafts]
)
def test_every_job_runs_twice_on_an_empty_city(task: object) -> None:
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            task.func(timestamp=0)  # type: ignore[attr-defined]  # a procrastinate task
    assert WebDraft.objects.count() == 0


def test_two_forms_in_one_browser_keep_one_draft_each() -> None:
    one, other = drafts.new_token(), drafts.new_token()
    drafts.save(one, drafts.FlowDraft(landmark="satu"), now=NOW)
    drafts.save(other, drafts.FlowDraft(landmark=f"dua {new_id()}"), now=NOW)
    assert drafts.load(one, now=NOW).landmark == "satu"
