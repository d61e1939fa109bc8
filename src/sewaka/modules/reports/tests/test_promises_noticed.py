"""After the first answer: half, near, late, and on the mayor's list; then the mayor asks."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import Forbidden, Invalid, NotFound
from sewaka.kernel.outbox import Received
from sewaka.kernel.outbox.events import decode
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.ticking import notice_promises, skip_late_offices
from sewaka.modules.reports.consumers import tell_office
from sewaka.modules.reports.events import MayorAsked
from sewaka.modules.reports.models import Watch
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    RUBBISH,
    SARI_AT_DLHK,
    VILLAGE_DESK,
    Way,
)
from sewaka.platform.cases.models import CaseEntry
from sewaka.platform.notify.models import Notice
from sewaka.platform.people import api as people
from tests.cast import NOW, SINCE, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WITA)


def hear(way: Way) -> None:
    """The consumer hears what the mayor asked, by the log."""
    row = EventRow.objects.get(case_id=way.sent.case_id, name="reports.mayor_asked")
    received = Received(
        event=decode(MayorAsked, version=row.version, fields=row.data),
        id=row.pk,
        seq=1,
        name=row.name,
        case_id=row.case_id,
        subject_id=None,
        actor_id=row.actor_id,
        via=row.via,
        occurred_at=row.occurred_at,
    )
    tell_office(received=received, now=way.at)


@pytest.fixture
def accepted(rubbish: Way, wayan: Player) -> Way:
    """The agency has answered at 14.08 on Monday; done is promised by Wednesday, 16.00."""
    return answered(rubbish, wayan)


def answered(way: Way, wayan: Player) -> Way:
    """Through hamlet and village to the agency's answer."""
    way.do("verify", wayan.actor)
    way.do("hand_over", VILLAGE_DESK)
    way.do("accept", SARI_AT_DLHK, answer=ANSWER)
    return way


@pytest.fixture
def head(putu: Player) -> Player:
    """Putu heads the environment agency."""
    people.grant(
        person_id=putu.person.pk,
        role="reports.agency_head",
        agency_code="dlhk",
        actor=SYSTEM,
        now=SINCE,
    )
    return putu


def told() -> list[tuple[str, str]]:
    """Who got which notice."""
    rows = Notice.objects.select_related("person", "template").order_by("id")
    return [
        (row.template.code.removeprefix("reports."), str(row.person.email).partition("@")[0])
        for row in rows
    ]


def test_each_mark_is_told_once_to_whom_it_concerns(
    accepted: Way, agus: Player, oka: Player, head: Player, mayor: Player
) -> None:
    watch = Watch.objects.get(pk=accepted.sent.case_id)
    assert (watch.passed, watch.next_at) == ("", at(24, 15, 2))
    assert notice_promises(now=at(24, 15, 1)) == 0
    assert notice_promises(now=at(24, 15, 2)) == 1
    assert told() == [("promise_half", "agus")]
    notice_promises(now=at(25, 16))
    assert told()[1:3] == [("promise_near", "putu"), ("promise_late", "putu")]
    with nothing_written():
        assert notice_promises(now=at(27, 15)) == 0


def test_two_days_late_it_is_on_the_mayors_list_at_the_exact_instant(accepted: Way) -> None:
    notice_promises(now=at(28, 9))  # a worker that slept for days
    watch = Watch.objects.get(pk=accepted.sent.case_id)
    assert (watch.passed, watch.next_at, watch.listed_at) == ("listed", None, at(27, 16))
    (entry,) = CaseEntry.objects.filter(case_id=accepted.sent.case_id, kind="passed")
    assert (entry.at, entry.facts["to"]["role"]) == (at(27, 16), "mayor")
    (event,) = EventRow.objects.filter(name="reports.mayor_listed")
    assert event.occurred_at == at(27, 16)
    assert accepted.case.holder_role == "reports.agency_officer"


def test_a_question_holds_the_watch_and_the_answer_moves_it(accepted: Way) -> None:
    accepted.do("ask_info", SARI_AT_DLHK, question="Di sebelah mana persisnya?")
    assert Watch.objects.get().next_at is None
    accepted.at = at(26, 9)
    accepted.do("give_info", accepted.author, answer="Di depan balai")
    assert Watch.objects.get().next_at is not None
    assert notice_promises(now=at(25, 16)) == 0


def test_the_end_of_the_work_ends_the_watch(accepted: Way, wayan: Player) -> None:
    accepted.do("finish", SARI_AT_DLHK, answer=ANSWER, after=[accepted.photo()])
    assert Watch.objects.exists()  # the promise is kept when another office has looked
    accepted.do("validate", wayan.actor)
    assert not Watch.objects.exists()
    assert notice_promises(now=at(30, 9)) == 0


def test_the_list_shows_what_passed_every_office_and_what_is_late(
    rubbish: Way, mayor: Player, wayan: Player
) -> None:
    other = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=Sender(device=b"k" * 32))
    accepted_too = answered(Way(sent=other), wayan)
    skip_late_offices(now=at(30, 9))
    notice_promises(now=at(30, 9))
    unanswered, unfinished = queries.mayors_list(actor=mayor.actor)
    assert (unanswered.case.number, unanswered.since) == (rubbish.sent.number, at(24, 14, 5))
    assert [hop.level for hop in unanswered.passed_by] == [
        "hamlet",
        "village",
        "district",
        "agency",
    ]
    assert (unfinished.case.number, unfinished.since) == (accepted_too.sent.number, at(27, 16))
    assert (unanswered.is_answered, unfinished.is_answered) == (False, True)


def test_nobody_but_the_mayor_has_the_list(sari: Player, auditor: Player) -> None:
    for player in (sari, auditor):
        with pytest.raises(NotFound):
            queries.mayors_list(actor=player.actor)


def test_the_mayor_asks_and_the_office_hears_by_when(
    rubbish: Way, mayor: Player, agus: Player, head: Player
) -> None:
    skip_late_offices(now=at(25, 9))
    rubbish.at = at(25, 9)
    before = rubbish.case
    rubbish.do("ask_office", mayor.actor, question="Mengapa belum dijawab?")
    entry = CaseEntry.objects.filter(case_id=before.pk).latest("case_version")
    assert (entry.action, entry.audience, entry.text) == (
        "ask_office",
        "public",
        "Mengapa belum dijawab?",
    )
    assert entry.facts["answer_due_at"] == at(26, 16).isoformat()
    assert rubbish.case.state == before.state
    assert rubbish.case.due_at == before.due_at
    (listed,) = queries.mayors_list(actor=mayor.actor)
    assert listed.answer_due_at == at(26, 16)
    hear(rubbish)
    hear(rubbish)
    assert [who for template, who in told()] == ["agus", "putu"]


def test_a_day_may_be_named_but_not_a_past_one(rubbish: Way, mayor: Player) -> None:
    rubbish.do("ask_office", mayor.actor, answer_by=date(2026, 12, 1))
    entry = CaseEntry.objects.filter(case_id=rubbish.sent.case_id).latest("case_version")
    assert entry.facts["answer_due_at"] == at(1, 16, month=12).isoformat()
    with nothing_written(), pytest.raises(Invalid) as refusal:
        rubbish.do("ask_office", mayor.actor, answer_by=date(2026, 11, 20))
    assert refusal.value.fields == {"answer_by": "reports.answer_by.past"}


def test_nobody_else_asks_in_the_mayors_name(rubbish: Way, agus: Player) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        rubbish.do("ask_office", agus.actor)
