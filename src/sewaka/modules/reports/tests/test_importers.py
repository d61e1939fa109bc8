"""Rows of another city: good ones taken once, each bad one named with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sewaka.kernel import clock
from sewaka.modules.reports.commands import group
from sewaka.modules.reports.importers import la311
from sewaka.modules.reports.models import PublicReport, Report
from sewaka.platform.cases.models import CaseEntry
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db
_REAL = Path("shared") / "data" / "reports" / "la311-2020.csv"
HEAD = (
    "srnumber,requesttype,status,actiontaken,createddate,updateddate,closeddate,requestsource,"
    "latitude,longitude,address\n"
)
GOOD = (
    "1-1,Illegal Dumping Pickup,Closed,SR Created,1/1/20 0:02,1/3/20 9:00,1/3/20 8:00,Call,"
    '34.0826,-118.3470,"1 EXAMPLE ST"\n'
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


def take(path: Path) -> la311.Outcome:
    """Import into Denpasar."""
    return la311.import_311(path=path, move=la311.MOVES["denpasar"], now=clock.now())


def test_rows_keep_their_own_times_and_states(tmp_path: Path) -> None:
    outcome = take(written(tmp_path, HEAD + GOOD))
    assert (outcome.taken, outcome.known, outcome.refused) == (3, 0, [])
    found = {
        one.external_id: one.case for one in Report.objects.select_related("case").order_by("pk")
    }
    assert {key: case.state for key, case in found.items()} == {
        "la311:1-1": "auto_closed",
        "la311:1-2": "submitted",
        "la311:1-3": "cancelled",
    }
    dumped = found["la311:1-1"]
    assert dumped.opened_at.isoformat() == "2020-01-01T08:02:00+00:00"
    assert dumped.closed_at is not None
    assert dumped.closed_at.isoformat() == "2020-01-03T16:00:00+00:00"
    assert dumped.area_code.startswith("51.71.")
    entries = CaseEntry.objects.filter(case=dumped).order_by("at")
    assert [(one.kind, one.at) for one in entries] == [
        ("opened", dumped.opened_at),
        ("moved", dumped.closed_at),
    ]
    assert PublicReport.objects.count() == 3
    check_deferred()


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
    lines = real_file().read_text(encoding="utf-8").splitlines(keepends=True)[:121]
    outcome = take(written(tmp_path, "".join(lines)))
    assert outcome.taken + len(outcome.refused) == 120
    assert outcome.taken >= 90
    assert {code for one in outcome.refused for code in one.codes.values()} <= {
        "reports.position.outside",
        "reports.place.required",
    }
