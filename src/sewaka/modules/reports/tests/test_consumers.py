"""Public reports are found in the city's one box, others are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.consumers import CONSUMERS, TOLD, keep_findable, tell_author
from sewaka.modules.reports.effects.telling import send_waiting
from sewaka.modules.reports.events import (
    EVENTS,
    DeedTakenBack,
    ReportAccepted,
    ReportEvent,
    ReportForwarded,
    ReportRejected,
    ReportResolved,
)
from sewaka.modules.reports.models import Follower
from sewaka.modules.reports.rules.draft import Contact
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, RUBBISH, TRIAGE_DESK, Way
from sewaka.platform.notify.models import Mail, Notice, Template
from sewaka.platform.search import api as search
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


def _hear(way: Way) -> None:
    """The consumer hears some event of the report; which one does not matter."""
    received = Received(
        event=EVENTS[0].example(),
        id=new_id(),
        seq=1,
        name="reports.report_verified",
        case_id=way.sent.case_id,
        subject_id=None,
        actor_id=None,
        via="session",
        occurred_at=NOW,
    )
    keep_findable(received=received, now=NOW)


def _found(words: str) -> list[str]:
    return [hit.url for hit in search.find(actor=ANONYMOUS, words=words).hits]


def test_unreleased_report_is_not_found(rubbish: Way) -> None:
    _hear(rubbish)

    assert _found("menumpuk") == []


def test_released_report_is_found_by_its_words_and_place(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    _hear(rubbish)
    _hear(rubbish)

    address = f"/l/{rubbish.case.number}"
    for words in ("menumpuk", "sampah menumpuk", "Contoh 5", "sesetan"):
        assert [url for url in _found(words) if url == address] == [address], words


def test_what_was_covered_is_not_found(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    _hear(rubbish)

    for words in ("0812 3456 7890", "081234567890", "3456"):
        assert _found(words) == []


def test_withheld_report_is_found_no_more(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    _hear(rubbish)
    rubbish.at += timedelta(minutes=1)
    rubbish.do("withhold", MODERATOR_DESK, reason="Nama orang terbaca di foto.")
    _hear(rubbish)

    assert _found("menumpuk") == []


def test_consumer_hears_every_event_of_a_report() -> None:
    consumer = CONSUMERS[0]
    names = {event.name for event in consumer.events}

    assert {"reports.report_published", "reports.report_withheld"} <= names
    assert "reports.originals_erased" not in names


def told(way: Way, event: type[ReportEvent], at: datetime) -> None:
    """The author's consumer hears of an event of this report."""
    made = event.example()
    received = Received(
        event=replace(made, case_id=way.sent.case_id),
        id=new_id(),
        seq=2,
        name=event.name,
        case_id=way.sent.case_id,
        subject_id=None,
        actor_id=None,
        via="session",
        occurred_at=at,
    )
    for _ in range(2):  # hearing it again tells nobody again
        tell_author(received=received, now=NOW)


def test_the_author_with_an_account_gets_a_notice_once(wayans_banjar: str, made: Player) -> None:
    sent = submit_report(
        actor=made.actor, now=NOW, draft=RUBBISH, sender=Sender(limits_apply=False)
    )
    told(Way(sent=sent), ReportAccepted, NOW)
    notice = Notice.objects.get(person=made.person)
    assert notice.facts["number"] == sent.number
    assert notice.url == f"/l/{sent.number}"


def test_the_author_without_an_account_gets_a_mail(wayans_banjar: str) -> None:
    draft = replace(RUBBISH, contact=Contact(email="made@contoh.example"))
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    told(Way(sent=sent), ReportResolved, NOW)
    assert Mail.objects.count() == 1
    assert Notice.objects.count() == 0


def test_what_happened_days_ago_is_not_told(wayans_banjar: str, made: Player) -> None:
    sent = submit_report(
        actor=made.actor, now=NOW, draft=RUBBISH, sender=Sender(limits_apply=False)
    )
    told(Way(sent=sent), ReportAccepted, NOW - timedelta(days=3))
    assert Notice.objects.count() == 0


def test_every_event_that_is_told_has_its_words() -> None:
    wanted = {(event.name, language) for event in TOLD for language in ("id", "en")}
    assert wanted <= set(Template.objects.values_list("code", "language"))


def test_what_may_be_taken_back_is_told_ten_minutes_later(wayans_banjar: str, made: Player) -> None:
    sent = submit_report(
        actor=made.actor, now=NOW, draft=RUBBISH, sender=Sender(limits_apply=False)
    )
    told(Way(sent=sent), ReportForwarded, NOW)
    assert Notice.objects.count() == 0
    assert send_waiting(now=NOW + timedelta(minutes=9, seconds=59)) == 0
    assert send_waiting(now=NOW + timedelta(minutes=10)) == 1
    assert send_waiting(now=NOW + timedelta(minutes=10)) == 0
    assert Notice.objects.get().template.code == "reports.report_forwarded"


def test_what_was_taken_back_is_told_to_nobody(wayans_banjar: str, made: Player) -> None:
    sent = submit_report(
        actor=made.actor, now=NOW, draft=RUBBISH, sender=Sender(limits_apply=False)
    )
    told(Way(sent=sent), ReportRejected, NOW)
    told(Way(sent=sent), DeedTakenBack, NOW + timedelta(minutes=5))
    assert send_waiting(now=NOW + timedelta(minutes=30)) == 0
    assert Notice.objects.count() == 0


def test_authors_of_merged_reports_hear_of_the_one_that_goes_on(rubbish: Way, made: Player) -> None:
    sent = submit_report(
        actor=made.actor, now=NOW, draft=RUBBISH, sender=Sender(limits_apply=False)
    )
    child = Way(sent=sent)
    child.do("merge", TRIAGE_DESK, master=rubbish.sent.number)
    told(rubbish, ReportAccepted, NOW)
    notice = Notice.objects.get(person=made.person)
    assert notice.facts["number"] == rubbish.sent.number
    Follower.objects.filter(report_id=rubbish.sent.case_id).update(muted=True)
    told(rubbish, ReportResolved, NOW)
    assert Notice.objects.count() == 1
