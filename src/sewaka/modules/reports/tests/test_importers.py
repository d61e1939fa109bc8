"""Rows of another city: good ones taken once, each bad one named with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.access import AGENCY_HEAD
from sewaka.modules.reports.commands import group
from sewaka.modules.reports.importers import la311
from sewaka.modules.reports.models import Hop, PublicReport, Report
from sewaka.modules.reports.rules.places import OUTSIDE
from sewaka.platform.cases.models import Case, CaseEntry
from sewaka.platform.notify.models import Notice
from sewaka.platform.people import api as people
from sewaka.platform.territory import atlas
from sewaka.platform.territory.models import Area
from tests.cast import SINCE, WAYANS_BANJAR, Player, banjars
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db
LIGHT = "Single Streetlight Issue"
_REAL = Path("shared") / "data" / "reports" / "la311-2020.csv"
HEAD = (
    "srnumber,requesttype,status,actiontaken,createddate,updateddate,closeddate,requestsource,"
    "latitude,longitude,address\n"
)
GOOD = (
    "1-1,Illegal Dumping Pickup,Closed,SR Created,1/1/20 0:02,1/3/20 9:00,1/1/20 19:30,Call,"
    '34.0509,-118.3494,"1 EXAMPLE ST"\n'
    "1-2,Graffiti Removal,Open,SR Created,1/1/20 1:02,1/1/20 1:02,,Mobile App,"
    '34.0826,-118.3470,"2 EXAMPLE ST"\n'
    "1-3,Other,Cancelled,SR Created,1/1/20 2:02,1/2/20 1:02,,Self Service,"
    '34.0826,-118.3470,"3 EXAMPLE ST"\n'
)
BAD = (
    "1-4,Moon Dust,Closed,SR Created,1/1/20 0:02,,1/3/20 8:00,Call,34.0826,-118.3470,x\n"
    "1-5,Bulky Items,Closed,SR Created,yesterday,,1/3/20 8:00,Call,34.0826,-118.3470,x\n"
    "1-6,Bulky Items,Closed,SR Created,1/1/20 0:02,,1/3/20 8:00,Call,,,x\n"
    "1-7,Bulky Items,Closed,SR Created,1/1/20 0:02,,1/3/20 8:00,Call,nan,-118.3470,x\n"
    "1-8,Bulky Items,Closed,SR Created,1/1/20 0:02,,1/3/20 8:00,Call,33.70,-118.66,x\n"
    "1-1,Other,Closed,SR Created,1/1/20 0:02,,1/3/20 8:00,Call,34.0826,-118.3470,x\n"
)


def written(tmp_path: Path, text: str) -> Path:
    """The text as a file."""
    path = tmp_path / "requests.csv"
    path.write_text(text, encoding="utf-8")
    return path


def take(path: Path, move: la311.Move = la311.MOVES["denpasar-metres"]) -> la311.Outcome:
    """Import into Denpasar."""
    return la311.import_311(path=path, move=move, now=clock.now())


@pytest.fixture
def passed(tmp_path: Path, kadek: Player, oka: Player, agus: Player) -> dict[str, Case]:
    """The three good rows where Sesetan, its district and the environment agency are staffed."""
    assert kadek.actor.is_staff
    assert oka.actor.is_staff
    assert agus.actor.is_staff
    outcome = take(written(tmp_path, HEAD + GOOD))
    assert (outcome.taken, outcome.known, outcome.refused) == (3, 0, [])
    assert len(dict(la311.let_time_pass(now=clock.now()))) == 4
    rows = Report.objects.select_related("case").order_by("pk")
    return {row.external_id or "": row.case for row in rows}


def test_a_row_goes_through_the_whole_chain_at_its_own_instants(passed: dict[str, Case]) -> None:
    case = passed["la311:1-1"]
    entries = CaseEntry.objects.filter(case=case).order_by("at", "pk")
    assert [(one.at.strftime("%m-%d %H:%MZ"), one.kind, one.to_state) for one in entries] == [
        ("01-01 08:02Z", "opened", "submitted"),
        ("01-02 02:00Z", "passed", ""),  # the village's two hours are over
        ("01-02 03:30Z", "moved", "forwarded"),  # the file says: closed
        ("01-02 03:30Z", "moved", "accepted"),
        ("01-02 03:30Z", "moved", "awaiting_validation"),
        ("01-06 08:00Z", "moved", "resolved"),  # nobody looked for two working days
        ("01-16 08:00Z", "moved", "auto_closed"),  # ten days of silence
    ]
    hops = Hop.objects.filter(case=case).order_by("n")
    assert [(hop.level, hop.outcome) for hop in hops] == [
        ("village", "skipped"),
        ("district", "handed_over"),
        ("agency", "acted"),
    ]
    assert case.closed_at is not None
    assert case.closed_at.isoformat() == "2020-01-06T08:00:00+00:00"
    assert PublicReport.objects.count() == 3
    check_deferred()


def test_what_lies_with_the_head_of_an_agency_is_answered_there(tmp_path: Path) -> None:
    """A street light, dark for days: the officers' time is over, the head's is not."""
    head = people.register(
        actor=SYSTEM, now=SINCE, email="kepala@contoh.example", office_name="Dishub"
    )
    people.grant(
        person_id=head.pk,
        role=AGENCY_HEAD,
        area_code="",
        agency_code="dishub",
        actor=SYSTEM,
        now=SINCE,
    )
    row = GOOD.splitlines(keepends=True)[0].replace("Illegal Dumping Pickup", LIGHT)
    outcome = take(written(tmp_path, HEAD + row.replace("1/1/20 19:30", "1/5/20 20:00")))
    assert (outcome.taken, outcome.refused) == (1, [])
    hops = Hop.objects.order_by("n").values_list("level", "outcome")
    assert list(hops) == [("agency", "skipped"), ("agency_head", "acted")]


def test_a_hamlet_head_passes_it_on_and_the_village_hands_over(
    tmp_path: Path, wayan: Player, kadek: Player, agus: Player
) -> None:
    assert wayan.actor.is_staff
    assert kadek.actor.is_staff
    assert agus.actor.is_staff
    banjars()
    Area.objects.filter(code=WAYANS_BANJAR).update(lat=-8.7017, lon=115.2205)
    atlas.changed()
    row = GOOD.splitlines(keepends=True)[0].replace("1/1/20 19:30", "1/1/20 16:30")
    outcome = take(written(tmp_path, HEAD + row))
    assert (outcome.taken, outcome.refused) == (1, [])
    hops = Hop.objects.order_by("n").values_list("level", "outcome")
    assert list(hops) == [
        ("hamlet", "handed_over"),
        ("village", "handed_over"),
        ("agency", "acted"),
    ]


@pytest.mark.usefixtures("passed")
def test_nobody_is_told_of_what_is_long_past() -> None:
    assert Notice.objects.count() == 0


def test_open_and_cancelled_rows_stay_so(passed: dict[str, Case]) -> None:
    waiting, withdrawn = passed["la311:1-2"], passed["la311:1-3"]
    assert (waiting.state, withdrawn.state) == ("submitted", "cancelled")
    last = Hop.objects.filter(case=waiting).latest("n")
    assert (last.level, last.to_at) == ("mayor", None)


def test_rows_can_be_taken_for_a_later_time(tmp_path: Path) -> None:
    later = replace(la311.MOVES["denpasar-metres"], later=timedelta(weeks=348))
    assert take(written(tmp_path, HEAD + GOOD), later).taken == 3
    first = Report.objects.order_by("pk").first()
    assert first is not None
    assert first.case.opened_at.isoformat() == "2026-09-02T08:02:00+00:00"


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + GOOD)
    take(path)
    with nothing_written():
        again = take(path)
    assert (again.taken, again.known, again.refused) == (0, 3, [])


def test_bad_rows_are_named_and_do_not_cost_the_good_ones(tmp_path: Path) -> None:
    outcome = take(written(tmp_path, HEAD + GOOD + BAD))
    assert (outcome.taken, outcome.known) == (3, 1)
    assert [(one.line, one.external_id, dict(one.codes)) for one in outcome.refused] == [
        (5, "1-4", {"requesttype": "reports.import.unknown_type"}),
        (6, "1-5", {"createddate": "reports.import.no_date"}),
        (7, "1-6", {"place": "reports.place.required"}),
        (8, "1-7", {"latitude": "reports.position.out_of_range"}),
        (9, "1-8", {"place": "reports.position.outside"}),
    ]


def test_the_command_counts_and_writes_what_it_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + GOOD + BAD)
    refused = tmp_path / "refused.csv"
    done = CliRunner().invoke(
        group, ["import-311", str(path), "--move-to", "denpasar", "--refused", str(refused)]
    )
    assert done.exit_code == 0
    assert "taken 3, already here 1, refused 5" in done.output
    assert len(refused.read_text(encoding="utf-8").splitlines()) == 6


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x00"])
def test_another_file_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with nothing_written():
        done = CliRunner().invoke(group, ["import-311", str(path), "--move-to", "denpasar"])
    assert done.exit_code == 1
    assert "not a 311 export" in done.output


def real_file() -> Path:
    """The real requests; skips where nobody has put them."""
    real = next(
        (up / _REAL for up in Path(__file__).resolve().parents if (up / _REAL).exists()), None
    )
    if real is None:
        pytest.skip(f"put {_REAL.name} into ../{_REAL.parent.as_posix()}")
    return real


def test_the_first_real_rows(tmp_path: Path) -> None:
    lines = real_file().read_text(encoding="utf-8").splitlines(keepends=True)[:61]
    outcome = take(written(tmp_path, "".join(lines)), la311.MOVES["denpasar"])
    assert outcome.taken + len(outcome.refused) == 60
    assert outcome.taken >= 45
    codes = {code for one in outcome.refused for code in one.codes.values()}
    assert {code for code in codes if not code.startswith(OUTSIDE)} <= {"reports.place.required"}
