"""A city's own net: read, brought to our codes, imported, approved; and what is no such net."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import net_importer, own_net, town
from sewaka.modules.traffic.actions.nets import approve_matrix
from sewaka.modules.traffic.actions.planning import approve_plan
from sewaka.modules.traffic.commands import group
from sewaka.modules.traffic.control.sumo.net_reader import NotANet
from sewaka.modules.traffic.control.sumo.places import of_utm
from sewaka.modules.traffic.engine.serving import steered
from sewaka.modules.traffic.models import (
    Approach,
    Detector,
    Junction,
    LaneRow,
    MatrixApproval,
    PlanStage,
    SignalPlan,
    StreetNet,
)
from sewaka.modules.traffic.own_net import Note, code_of
from sewaka.modules.traffic.tests import small_net
from sewaka.modules.traffic.wire_fields import is_code
from tests.cast import NOW, Player

SIGNAL = "joinedS_cluster_1234567890_2345678901_3456789012"
CODE = code_of(SIGNAL)
LOCATION = (
    '<location netOffset="-303700.0,957200.0" convBoundary="0,0,1,1" origBoundary="0,0,1,1"'
    ' projParameter="+proj=utm +zone=50 +ellps=WGS84 +datum=WGS84 +units=m +no_defs"/>'
)


def osm(**changes: str) -> str:
    """The small crossing as netconvert would have made it of a piece of OSM, driven on the left."""
    text = small_net.NET
    told = {
        '<net version="1.20">': f'<net version="1.20" lefthand="true">{LOCATION}',
        'tl="c"': f'tl="{SIGNAL}"',
        '<tlLogic id="c"': f'<tlLogic id="{SIGNAL}"',
        '<junction id="c" type="traffic_light"':
            '<junction id="c" x="30.0" y="20.0" type="traffic_light"',
        'id="south_in"': 'id="-41#1" name="Jl. Diponegoro"',
        'id="west_in"': 'id="77#0" name="Jl. Teuku Umar"',
    }  # fmt: skip
    for old, new in told.items():
        assert old in text
        text = text.replace(old, new)
    text = text.replace("south_in", "-41#1").replace("west_in", "77#0")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the city's net will lie; nothing of it is remembered afterwards."""
    monkeypatch.setenv("TRAFFIC_NET", str(tmp_path / "streets.net.xml.gz"))
    town.forget()
    yield tmp_path
    monkeypatch.undo()
    town.forget()


def given(folder: Path, text: str) -> Path:
    path = folder / "denpasar.net.xml"
    path.write_text(text, encoding="utf-8")
    return path


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(group, ["import-net", str(path), *options])


def rows() -> list[Any]:
    tables = (Junction, Approach, LaneRow, Detector, SignalPlan, PlanStage, StreetNet)
    return [list(one.objects.order_by("pk").values()) for one in tables]


def test_degrees_of_a_utm_place() -> None:
    """The meridian arc to 45 degrees on WGS 84 is 4,984,944.378 m; the edge of a zone is known."""
    lat, lon = of_utm(east=500_000.0, north=-4_984_944.378 * 0.9996, zone=50)
    assert lat == pytest.approx(-45.0, abs=1e-8)
    assert lon == pytest.approx(117.0)
    lat, lon = of_utm(east=833_978.557, north=0.0, zone=50)
    assert lat == pytest.approx(0.0)
    assert lon == pytest.approx(120.0, abs=1e-7)


def test_names_fit_into_topics_and_addresses() -> None:
    for name in ("-41#1", "77#0", SIGNAL, "J07", "cluster_1/2", "123456789#12-AddedOnRampEdge"):
        assert is_code(f"{code_of(name)}_12"), name
        assert code_of(name) == code_of(name)
    assert code_of("J07") == "J07"
    assert len({code_of(one) for one in ("-41#1", "41#1", SIGNAL, SIGNAL + "1")}) == 4


def test_what_the_reader_makes_of_it(home: Path) -> None:
    found = own_net.read(given(home, osm()))
    assert found.net.signal_names == (CODE,)
    assert "m41-1_0" in found.net.lane_names
    assert Note("timings") in found.notes
    lat, lon = own_net.lat_lon(own=found, number=0)
    assert lat == pytest.approx(-8.654, abs=0.01)
    assert lon == pytest.approx(115.217, abs=0.01)
    assert own_net.name_of(own=found, number=0) == "Jl. Diponegoro – Jl. Teuku Umar"


@pytest.mark.django_db
def test_it_becomes_the_citys_streets_and_the_same_again_changes_nothing(home: Path) -> None:
    answer = run(given(home, osm()))
    assert answer.exit_code == 0, answer.output
    assert "1 junctions, 3 arms, 3 lanes, 4 movements" in answer.output
    assert "netconvert's invention" in answer.output
    assert Junction.objects.get().pk == CODE
    assert {one.code for one in Detector.objects.all()} == {"m41-1_0", "north_in_0", "77-0_0"}
    assert Approach.objects.get(pk="77-0").street == "Jl. Teuku Umar"
    assert SignalPlan.objects.get().step == "draft"
    assert list(town.posts()) == [CODE]
    assert town.corridors() == ()
    before = rows()
    again = run(given(home, osm()))
    assert "nothing has changed" in again.output
    assert rows() == before
    packed = home / "the same.net.xml.gz"
    packed.write_bytes(gzip.compress(osm().encode()))
    assert "nothing has changed" in run(packed).output
    assert rows() == before


@pytest.mark.django_db
def test_nothing_is_steered_before_an_engineer_has_approved_the_matrix(
    home: Path, widi: Player, eka: Player
) -> None:
    run(given(home, osm()))
    plan = SignalPlan.objects.get()
    with pytest.raises(DomainError, match=r"traffic\.plan\.matrix"):
        approve_plan(plan_id=plan.pk, actor=widi.actor, now=NOW)
    assert steered() == []
    digest = town.matrices()[CODE]
    with pytest.raises(NotFound):
        approve_matrix(junction=CODE, digest=digest, actor=eka.actor, now=NOW)
    with pytest.raises(DomainError, match="moved_on"):
        approve_matrix(junction=CODE, digest="another", actor=widi.actor, now=NOW)
    for _ in range(2):
        approve_matrix(junction=CODE, digest=digest, actor=widi.actor, now=NOW)
    assert [post.code for post in steered()] == [CODE]
    assert EventRow.objects.filter(name="traffic.matrix_approved").count() == 1
    approve_plan(plan_id=plan.pk, actor=widi.actor, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {'response="0000" foes="1000"': 'response="0000" foes="1100"'},
        {"77#0": "99#0"},  # the same matrix, of another arm
    ],
)
def test_another_matrix_needs_another_look(
    home: Path, widi: Player, change: dict[str, str]
) -> None:
    run(given(home, osm()))
    approve_matrix(junction=CODE, digest=town.matrices()[CODE], actor=widi.actor, now=NOW)
    answer = run(given(home, osm(**change)))
    assert answer.exit_code == 0
    assert steered() == []
    assert MatrixApproval.objects.count() == 1  # of the matrix before, as a record


@pytest.mark.django_db
def test_the_pages_tell_what_was_guessed_and_who_crosses_whom(home: Path, widi: Player) -> None:
    run(given(home, osm()))
    page = BeautifulSoup(widi.client.get("/kerja/ruang-kendali/jaringan").content, "html.parser")
    text = page.get_text(" ", strip=True)
    assert "denpasar.net.xml" in text
    assert "netconvert" in text
    assert "belum disetujui" in text
    address = f"/kerja/ruang-kendali/simpang/{CODE}/konflik"
    page = BeautifulSoup(widi.client.get(address).content, "html.parser")
    crosses = [
        [cell.get_text(" ", strip=True) for cell in row.select("td, th")]
        for row in page.select("tbody tr")
    ]
    assert ["4", "Jl. Teuku Umar, lajur 1, lurus, ke east_out", "1, 2, 3", "1, 2, 3"] in crosses
    digest = page.select_one("input[name=digest]")
    assert digest is not None
    widi.client.post(address, {"digest": digest["value"]})
    assert MatrixApproval.objects.get().approved_by == widi.person.pk
    assert "Disetujui" in widi.client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({' lefthand="true"': ""}, "--lefthand"),
        ({LOCATION: ""}, "--origin"),
        ({f'tl="{SIGNAL}"': ""}, "no signal"),
        ({"<net ": "<not ", "</net>": "</not>"}, "not a SUMO net"),
        ({"</net>": ""}, "not XML"),
        ({'state="GgGr"': 'state="yyyr"', 'state="rrrG"': 'state="rrry"'}, "no signal"),
    ],
)  # fmt: skip
def test_a_bad_net_is_refused_whole(home: Path, change: dict[str, str], said: str) -> None:
    answer = run(given(home, osm(**change)))
    assert answer.exit_code == 1
    assert said in answer.output
    assert not Junction.objects.exists()
    assert town.own() is None
    assert not list(home.glob(".new-*"))


@pytest.mark.django_db
def test_a_net_that_can_not_be_put_in_its_place_leaves_no_rows(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(net_importer, "_put", full)
    answer = run(given(home, osm()))
    assert (answer.exit_code, "no space left" in answer.output) == (1, True)
    assert not any(rows())
    assert town.own() is None


def test_a_signal_whose_conflicts_nobody_tells_is_left_out(home: Path) -> None:
    text = osm()
    for row in ("1000", "1100", "1010", "0111"):
        text = text.replace(f'foes="{row}"', 'foes="0000"')
    with pytest.raises(NotANet, match="no signal"):
        own_net.read(given(home, text))


@pytest.mark.django_db
def test_a_plane_of_its_own_with_its_origin(home: Path) -> None:
    path = given(home, osm(**{LOCATION: ""}))
    assert run(path, "--origin", "1000,3").exit_code == 2
    answer = run(path, "--origin", "-8.67,115.20")
    assert answer.exit_code == 0, answer.output
    row = Junction.objects.get()
    assert math.isclose(row.lat, -8.67 + 20 / 111_320, abs_tol=1e-6)
    town.forget()
    assert town.own() is not None  # read again by another process: the origin lies beside it
