"""The chain in the database: one office after the other, each until its instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.ticking import skip_late_offices
from sewaka.modules.reports.exporters import bulk
from sewaka.modules.reports.models import Hop
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    RUBBISH,
    SARI_AT_DLHK,
    TRIAGE_DESK,
    VILLAGE_DESK,
    Way,
)
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import Assignment, CaseEntry
from sewaka.platform.people import api as people
from tests.cast import DENPASAR_SELATAN, NOW, SESETAN, WAYANS_BANJAR, Player
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")
REASON = "Bukan bidang kami, ini jalan kota."


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026; NOW is Monday the 23rd at 14.05."""
    return datetime(2026, 11, day, hour, minute, tzinfo=WITA)


def hops(way: Way) -> list[tuple[str, datetime, datetime | None, str]]:
    """Level, begin, end and outcome of every turn."""
    check_deferred()
    rows = Hop.objects.filter(case_id=way.sent.case_id).order_by("n")
    return [(hop.level, hop.from_at, hop.to_at, hop.outcome) for hop in rows]


def holder(way: Way) -> tuple[str, datetime | None]:
    """Whose list it is on, and by when sorted."""
    case = way.case
    return case.holder_role, case.due_at


def test_the_first_hop_opens_with_the_report(rubbish: Way) -> None:
    (hop,) = Hop.objects.filter(case_id=rubbish.sent.case_id)
    assert (hop.n, hop.level, hop.area_code, hop.agency_id) == (1, "hamlet", WAYANS_BANJAR, None)
    assert (hop.from_at, hop.due_at, hop.to_at) == (NOW, at(24, 8, 5), None)
    assert holder(rubbish) == ("reports.hamlet_head", at(24, 8, 5))


def test_the_chain_costs_the_sender_one_statement(rubbish: Way, settings: LazySettings) -> None:
    """Who serves where, and the calendar, are in memory."""
    settings.MEMORY_RECHECK_S = 60
    again = Sender(device=b"k" * 32)
    submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=again)
    with CaptureQueriesContext(connection) as captured:
        submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=again)
    said = [one["sql"] for one in captured.captured_queries]
    assert sum("reports_hop" in sql for sql in said) == 1
    assert [sql for sql in said if "people_" in sql.partition("FROM")[2]] == []


def test_from_office_to_office_until_it_is_answered(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    passed = rubbish.at
    rubbish.do("hand_over", VILLAGE_DESK)
    handed = rubbish.at
    assert holder(rubbish) == ("reports.agency_officer", at(24, 8, 7))
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    assert hops(rubbish) == [
        ("hamlet", NOW, passed, "handed_over"),
        ("village", passed, handed, "handed_over"),
        ("agency", handed, rubbish.at, "acted"),
    ]
    assert rubbish.case.due_at == rubbish.sent.resolution_due_at


def test_untouched_it_reaches_the_mayor_through_every_level(rubbish: Way) -> None:
    assert skip_late_offices(now=at(24, 8, 4)) == 0
    assert skip_late_offices(now=at(24, 8, 5)) == 1
    assert holder(rubbish) == ("reports.village_staff", at(24, 10, 5))
    assert skip_late_offices(now=at(24, 18)) == 3
    assert hops(rubbish) == [
        ("hamlet", NOW, at(24, 8, 5), "skipped"),
        ("village", at(24, 8, 5), at(24, 10, 5), "skipped"),
        ("district", at(24, 10, 5), at(24, 12, 5), "skipped"),
        ("agency", at(24, 12, 5), at(24, 14, 5), "skipped"),
        ("mayor", at(24, 14, 5), None, ""),
    ]
    assert holder(rubbish) == ("reports.agency_officer", rubbish.sent.response_due_at)
    assert rubbish.case.state == "submitted"
    with nothing_written():
        assert skip_late_offices(now=at(24, 18)) == 0


def test_a_worker_down_for_a_day_leaves_what_one_on_time_would_have_left(
    rubbish: Way, wayans_banjar: str
) -> None:
    """Two reports of the same minute: one watched every quarter of an hour, one after a day."""
    watched = hops_of_a_watched_one(rubbish)
    case = rubbish.case
    again = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=Sender(device=b"k" * 32))
    skip_late_offices(now=at(25, 9))
    assert hops(Way(again)) == watched
    late = cases.Case.objects.get(pk=again.case_id)
    assert (late.version, late.due_at, late.holder_role) == (
        case.version,
        case.due_at,
        case.holder_role,
    )
    entries = CaseEntry.objects.filter(case=late, kind="passed").order_by("case_version")
    assert [entry.at for entry in entries] == [
        at(24, 8, 5),
        at(24, 10, 5),
        at(24, 12, 5),
        at(24, 14, 5),
    ]
    desks = Assignment.objects.filter(case=late).order_by("from_at").values_list("holder_role")
    assert [role for (role,) in desks] == [
        "reports.hamlet_head",
        "reports.village_staff",
        "reports.district_head",
        "reports.agency_officer",
    ]


def hops_of_a_watched_one(way: Way) -> list[tuple[str, datetime, datetime | None, str]]:
    moment = NOW
    while moment < at(25, 9):
        moment += timedelta(minutes=15)
        skip_late_offices(now=moment)
    return hops(way)


def test_every_skip_is_told_with_its_instant(rubbish: Way) -> None:
    skip_late_offices(now=at(24, 9))
    (entry,) = CaseEntry.objects.filter(case_id=rubbish.sent.case_id, kind="passed")
    assert (entry.at, entry.audience, entry.case_version) == (at(24, 8, 5), "public", 2)
    assert entry.facts["skipped"] == {
        "role": "reports.hamlet_head",
        "area_code": WAYANS_BANJAR,
        "agency_code": "",
    }
    assert entry.facts["to"]["area_code"] == SESETAN
    (event,) = EventRow.objects.filter(name="reports.hop_skipped")
    assert event.occurred_at == at(24, 8, 5)
    assert (event.data["level"], event.data["next_level"]) == ("hamlet", "village")


def test_the_skipped_office_still_reads_it(rubbish: Way, wayan: Player) -> None:
    skip_late_offices(now=at(24, 9))
    assert cases.get_case(actor=wayan.actor, number=rubbish.sent.number).pk == rubbish.sent.case_id
    assert cases.available(case=rubbish.case, actor=wayan.actor) == []


def test_a_vacant_office_opens_and_closes_at_once(
    rubbish: Way, wayan: Player, kadek: Player
) -> None:
    (grant,) = kadek.person.grants.all()
    people.revoke(grant_id=grant.pk, actor=SYSTEM, now=NOW)
    rubbish.do("verify", wayan.actor)
    assert hops(rubbish)[1:] == [
        ("village", rubbish.at, rubbish.at, "vacant"),
        ("district", rubbish.at, None, ""),
    ]
    assert rubbish.case.holder_role == "reports.district_head"
    entry = CaseEntry.objects.filter(case_id=rubbish.sent.case_id).latest("case_version")
    assert entry.facts["vacant"] == [
        {"role": "reports.village_staff", "area_code": SESETAN, "agency_code": ""}
    ]


def test_leave_counts_at_the_instant_not_when_the_job_runs(rubbish: Way, kadek: Player) -> None:
    """The village was empty from eight to nine; the job ran in the evening, when it was not."""
    (grant,) = kadek.person.grants.all()
    people.revoke(grant_id=grant.pk, actor=SYSTEM, now=at(24, 8))
    people.grant(
        person_id=kadek.person.pk,
        role="reports.village_staff",
        area_code=SESETAN,
        actor=SYSTEM,
        now=at(24, 9),
    )
    skip_late_offices(now=at(24, 9, 30))
    assert hops(rubbish)[1:] == [
        ("village", at(24, 8, 5), at(24, 8, 5), "vacant"),
        ("district", at(24, 8, 5), None, ""),
    ]
    (entry,) = CaseEntry.objects.filter(case_id=rubbish.sent.case_id, kind="passed")
    assert entry.facts["to"] == {
        "role": "reports.district_head",
        "area_code": DENPASAR_SELATAN,
        "agency_code": "",
    }


def test_a_question_stops_the_hop_and_the_answer_lets_it_run_on(
    rubbish: Way, wayan: Player
) -> None:
    rubbish.do("ask_info", wayan.actor, question="Di sebelah mana persisnya?")
    assert rubbish.case.due_at is None
    assert skip_late_offices(now=at(27, 9)) == 0
    rubbish.at = at(27, 9) - timedelta(minutes=1)
    rubbish.do("give_info", rubbish.author, answer="Di depan balai")
    # 114 minutes of the two hours to be had were left when the question was asked
    assert holder(rubbish) == ("reports.hamlet_head", at(27, 10, 59))
    assert len(hops(rubbish)) == 1


def test_returned_it_lies_with_triage_for_as_long_as_an_agency_has(
    rubbish: Way, wayan: Player
) -> None:
    rubbish.do("verify", wayan.actor)
    rubbish.do("hand_over", VILLAGE_DESK)
    rubbish.do("return", SARI_AT_DLHK, reason=REASON)
    assert [hop[::3] for hop in hops(rubbish)[2:]] == [("agency", "returned"), ("triage", "")]
    due = Hop.objects.get(case_id=rubbish.sent.case_id, to_at=None).due_at
    assert due == at(24, 8, 8)
    skip_late_offices(now=at(24, 9))
    assert hops(rubbish)[-1][0] == "mayor"
    assert rubbish.case.holder_role == "reports.triage"
    rubbish.at = at(24, 9)
    rubbish.do("hand_over", TRIAGE_DESK, agency="dlhk")
    assert [hop[::3] for hop in hops(rubbish)[-2:]] == [("mayor", "handed_over"), ("agency", "")]


def test_on_the_mayors_list_the_agency_can_still_answer(rubbish: Way) -> None:
    skip_late_offices(now=at(25, 9))
    rubbish.at = at(25, 9)
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    assert hops(rubbish)[-1] == ("mayor", at(24, 14, 5), rubbish.at, "acted")
    assert rubbish.case.state == "accepted"


def test_who_acts_before_the_job_has_noticed_is_let_to_act_and_the_skip_stands(
    rubbish: Way, wayan: Player
) -> None:
    rubbish.at = at(24, 8, 19)  # fifteen minutes late, and no worker ran
    rubbish.do("verify", wayan.actor)
    assert hops(rubbish) == [
        ("hamlet", NOW, at(24, 8, 5), "skipped"),
        ("village", at(24, 8, 5), None, ""),
    ]
    assert (rubbish.case.state, rubbish.case.holder_role) == ("verified", "reports.village_staff")


def test_a_disputed_result_starts_a_new_turn_of_the_office_that_called_it_done(
    rubbish: Way, wayan: Player
) -> None:
    rubbish.do("verify", wayan.actor)
    rubbish.do("hand_over", VILLAGE_DESK)
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    rubbish.do("finish", SARI_AT_DLHK, answer=ANSWER, after=[rubbish.photo()])
    rubbish.do("validate", wayan.actor)
    rubbish.do("dispute", rubbish.author, reason="Masih ada sampah")
    assert hops(rubbish)[-1] == ("agency", rubbish.at, None, "")
    assert Hop.objects.get(case_id=rubbish.sent.case_id, to_at=None).due_at == at(24, 16)


def test_closed_turns_are_not_rewritten_and_none_is_deleted(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    first = Hop.objects.get(case_id=rubbish.sent.case_id, n=1)
    for sql in (
        "UPDATE reports_hop SET outcome = 'acted' WHERE id = %s",
        "UPDATE reports_hop SET to_at = NULL, outcome = '' WHERE id = %s",
        "DELETE FROM reports_hop WHERE id = %s",
    ):
        with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
            connection.cursor().execute(sql, [first.pk])


def test_a_gap_is_refused_at_the_end_of_the_transaction(rubbish: Way) -> None:
    with transaction.atomic():
        skip_late_offices(now=at(24, 9))
        check_deferred()
        last = Hop.objects.get(case_id=rubbish.sent.case_id, to_at=None)
        hour = timedelta(hours=1)
        Hop.objects.filter(pk=last.pk).update(to_at=last.from_at + hour, outcome="skipped")
        Hop.objects.create(
            case_id=last.case_id,
            n=last.n + 1,
            plan=last.plan,
            level="mayor",
            from_at=last.from_at + 2 * hour,
            unit=last.unit,
        )
        with pytest.raises(IntegrityError, match="does not begin where the former ended"):
            check_deferred()
        transaction.set_rollback(True)


def test_a_chain_that_just_stops_is_refused(rubbish: Way) -> None:
    with transaction.atomic():
        hop = Hop.objects.filter(case_id=rubbish.sent.case_id)
        hop.update(to_at=NOW, outcome="skipped")
        with pytest.raises(IntegrityError, match="none follows"):
            check_deferred()
        transaction.set_rollback(True)


def test_turns_of_public_reports_are_open_data(rubbish: Way, wayan: Player) -> None:
    assert bulk.turns(cursor="", limit=9).rows == ()  # nobody has let the public read it yet
    rubbish.do("verify", wayan.actor)
    rows = bulk.turns(cursor="", limit=9).rows
    assert [(row["turn"], row["level"], row["outcome"]) for row in rows][:1] == [
        (1, "hamlet", "handed_over")
    ]
    assert rows[0]["to_datetime"] == rows[1]["from_datetime"]
    assert (rows[-1]["to_datetime"], rows[-1]["outcome"]) == (None, "")
    assert {row["service_request_id"] for row in rows} == {rubbish.sent.number}
