"""Hamlets: a list from the city, one by one from the village office."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from sewaka.kernel import registry
from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held, Scope
from sewaka.kernel.errors import Forbidden, Invalid, NotFound
from sewaka.kernel.geo import Position
from sewaka.kernel.outbox.models import EventRow
from sewaka.kernel.registry import Role
from sewaka.platform.territory import actions, api, atlas, commands, declared, reference
from sewaka.platform.territory.actions import HamletReport
from sewaka.platform.territory.hamlets import BadHamletFile
from sewaka.platform.territory.models import Area, HamletHead, Level
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

SERANGAN = "51.71.01.1001"  # a kelurahan; centre -8.73626, 115.23211
PEMOGAN = "51.71.01.2008"  # a desa
HEADING = "village_code,kind,name,head_name,phone,lat,lon\n"


@pytest.fixture(autouse=True)
def _seed() -> None:
    reference.load()
    HamletHead.objects.all().delete()
    Area.objects.filter(level=Level.HAMLET).delete()
    atlas.changed()


def _import(rows: str, *, heading: str = HEADING) -> HamletReport:
    return actions.import_hamlets(text=heading + rows, actor=SYSTEM, now=NOW)


def _hamlets() -> list[tuple[str, str, str]]:
    found = Area.objects.filter(level=Level.HAMLET).order_by("code")
    return list(found.values_list("code", "kind", "name"))


# --- lists ------------------------------------------------------------------------


def test_rows_become_hamlets_with_the_next_codes() -> None:
    report = _import(
        f"{SERANGAN},lingkungan,Banjar Ponjok,Wayan Contoh,+628000000101,-8.7358,115.2244\n"
        f"{SERANGAN},,Banjar Kaja,,,,\n"
        f"{PEMOGAN},dusun,Banjar Kajeng,,,,\n"
    )

    assert report.refused == ()
    assert _hamlets() == [
        (f"{SERANGAN}.001", "lingkungan", "Banjar Ponjok"),
        (f"{SERANGAN}.002", "lingkungan", "Banjar Kaja"),
        (f"{PEMOGAN}.001", "dusun", "Banjar Kajeng"),
    ]
    head = HamletHead.objects.get()
    assert (head.area.code, head.name, head.phone) == (
        f"{SERANGAN}.001",
        "Wayan Contoh",
        "+628000000101",
    )
    place = api.places()[f"{SERANGAN}.001"]
    assert place.position == Position(lat=-8.7358, lon=115.2244)
    assert place.parent_code == SERANGAN


def test_the_number_of_a_head_is_not_readable_in_the_table() -> None:
    _import(f"{SERANGAN},,Banjar Ponjok,Wayan Contoh,+628000000101,,\n")

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone::text FROM territory_hamlethead")
        stored = cursor.fetchall()

    assert len(stored) == 1
    assert "8000000101" not in stored[0][0]


def test_second_import_changes_nothing() -> None:
    rows = (
        f"{SERANGAN},lingkungan,Banjar Ponjok,Wayan Contoh,0800 0000-101,-8.7358,115.2244\n"
        f"{PEMOGAN},dusun,Banjar Kajeng,,,,\n"
    )
    _import(rows)
    events = EventRow.objects.count()

    report = _import(rows)

    assert (report.added, report.changed) == ((), ())
    assert report.unchanged == (f"{SERANGAN}.001", f"{PEMOGAN}.001")
    assert EventRow.objects.count() == events


def test_a_known_hamlet_is_changed_and_empty_cells_say_nothing() -> None:
    _import(f"{SERANGAN},,Banjar Ponjok,Wayan Contoh,+628000000101,-8.7358,115.2244\n")

    report = _import(f"{SERANGAN},,banjar  ponjok,Komang Contoh,,,\n")

    assert report.changed == (f"{SERANGAN}.001",)
    head = HamletHead.objects.get()
    assert (head.name, head.phone) == ("Komang Contoh", "+628000000101")
    assert api.places()[f"{SERANGAN}.001"].position == Position(lat=-8.7358, lon=115.2244)


def test_events_name_each_change() -> None:
    _import(f"{SERANGAN},,Banjar Ponjok,,,,\n")

    event = EventRow.objects.get(name="territory.area_changed")
    assert event.data == {"area_code": f"{SERANGAN}.001", "change": "added"}


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (
            "village_code;kind;name;head_name;phone;lat;lon\n",
            "{};;Banjar Ponjok;;;-8,7358;115,2244\n",
        ),
        ("\ufeff" + HEADING, "{},,Banjar Ponjok,,,-8.7358,115.2244\n"),
        ("name,village_code,lon,lat\r\n", "Banjar Ponjok,{},115.2244,-8.7358\r\n"),
        (" Village_Code , NAME ,lat,lon\n", ' {} ,"Banjar Ponjok",-8.7358,115.2244\n'),
    ],
    ids=["semicolon and decimal comma", "mark at the start", "other order", "blanks"],
)
def test_lists_as_offices_write_them(heading: str, row: str) -> None:
    report = _import(row.format(SERANGAN), heading=heading)

    assert (report.added, report.refused) == ((f"{SERANGAN}.001",), ())
    place = api.places()[f"{SERANGAN}.001"]
    assert (place.name, place.position) == ("Banjar Ponjok", Position(lat=-8.7358, lon=115.2244))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("51.71.09.1001,,Banjar,,,,", "unknown_village"),
        (",,Banjar,,,,", "unknown_village"),
        (f"{SERANGAN},dusun,Banjar,,,,", "wrong_kind"),
        (f"{PEMOGAN},lingkungan,Banjar,,,,", "wrong_kind"),
        (f"{SERANGAN},banjar,Banjar,,,,", "wrong_kind"),
        (f"{SERANGAN},,,,,,", "no_name"),
        (f"{SERANGAN},,...,,,,", "no_name"),
        (f"{SERANGAN},,{'x' * 81},,,,", "name_too_long"),
        (f"{SERANGAN},,Banjar,,telepon,,", "bad_phone"),
        (f"{SERANGAN},,Banjar,,123,,", "bad_phone"),
        (f"{SERANGAN},,Banjar,,,-8.7358,", "half_a_position"),
        (f"{SERANGAN},,Banjar,,,,115.2244", "half_a_position"),
        (f"{SERANGAN},,Banjar,,,utara,timur", "bad_position"),
        (f"{SERANGAN},,Banjar,,,nan,nan", "bad_position"),
        (f"{SERANGAN},,Banjar,,,-8.7358,1e400", "bad_position"),
        (f"{SERANGAN},,Banjar,,,-8736,115224", "bad_position"),
        (f"{SERANGAN},,Banjar,,,115.2244,-8.7358", "position_exchanged"),
        (f"{SERANGAN},,Banjar,,,-8.6378,115.2124", "far_from_village"),
        (f"{SERANGAN},,Banjar", "wrong_number_of_columns"),
        (f"{SERANGAN},,Banjar,,,,,,lebih", "wrong_number_of_columns"),
    ],
)
def test_bad_rows_are_named_by_line_and_good_ones_kept(row: str, code: str) -> None:
    report = _import(f"{row}\n{PEMOGAN},dusun,Banjar Kajeng,,,,\n")

    assert [(bad.line, bad.code) for bad in report.refused] == [(2, code)]
    assert [name for _, _, name in _hamlets()] == ["Banjar Kajeng"]


def test_the_same_name_twice_in_one_village_counts_once() -> None:
    report = _import(f"{SERANGAN},,Banjar Kaja,,,,\n{SERANGAN},,BANJAR KAJA,,,,\n")

    assert [(bad.line, bad.code) for bad in report.refused] == [(3, "duplicate_name")]


def test_control_characters_in_names_are_stripped() -> None:
    _import(f"{SERANGAN},,Banjar\x00 Ka\u200bja,,,,\n")

    assert [name for _, _, name in _hamlets()] == ["Banjar Kaja"]


def test_a_table_without_its_columns_is_refused_whole() -> None:
    with nothing_written(), pytest.raises(BadHamletFile) as refusal:
        _import("1,2\n", heading="kode,nama\n")

    assert refusal.value.code == "territory.columns_missing"
    assert refusal.value.facts == {"missing": "village_code, name"}


def test_a_cell_without_end_is_refused_whole() -> None:
    with nothing_written(), pytest.raises(BadHamletFile) as refusal:
        _import(f"{SERANGAN},,{'x' * 200_000},,,,\n")

    assert refusal.value.code == "territory.not_csv"


def test_only_an_administrator_may_import_lists(made: Player) -> None:
    for actor in (ANONYMOUS, made.actor):
        with nothing_written(), pytest.raises(Forbidden):
            actions.import_hamlets(text=HEADING, actor=actor, now=NOW)


def test_the_command_prints_lines_and_reasons(tmp_path: Any) -> None:
    file = tmp_path / "banjar.csv"
    file.write_text(HEADING + f"{SERANGAN},,Banjar Kaja,,,,\n{SERANGAN},dusun,Banjar Kelod,,,,\n")

    result = CliRunner().invoke(commands.group, ["import-hamlets", str(file)])

    first, second = result.output.splitlines()
    assert (result.exit_code, first) == (0, "1 added, 0 changed, 0 unchanged, 1 refused")
    assert second.startswith("line 3, Banjar Kelod: ")


def test_the_command_says_in_words_why_a_list_is_refused(tmp_path: Any) -> None:
    file = tmp_path / "banjar.csv"
    file.write_text("kode,nama\n")

    result = CliRunner().invoke(commands.group, ["import-hamlets", str(file)])

    assert result.exit_code == 1
    assert result.output == "Error: Tabel ini tidak memiliki kolom village_code, name.\n"


# --- one by one ---------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that keeps the land, and a weigher who serves an area too."""
    known = (
        Role("desk", "Desk", Scope.TERRITORY, keeps_land=True),
        Role("weigher", "Weigher", Scope.TERRITORY),
    )
    roles = {**registry.roles(), **{role.code: role for role in known}}
    monkeypatch.setattr(registry, "roles", lambda: roles)


def _office(role: str, area_code: str) -> Actor:
    return Actor(grants=(Held(role, area_code=area_code),), is_strong=True)


@pytest.mark.parametrize("area_code", [SERANGAN, "51.71.01", "51.71"])
def test_the_office_of_the_village_and_those_above_may_add(area_code: str) -> None:
    area = api.add_hamlet(
        village_code=SERANGAN,
        name="Banjar Ponjok",
        position=Position(lat=-8.7358, lon=115.2244),
        phone="0800 0000 0102",
        actor=_office("desk", area_code),
        now=NOW,
    )

    assert (area.code, area.kind, area.is_example) == (f"{SERANGAN}.001", "lingkungan", False)
    assert api.name_of(area.code) == "Banjar Ponjok"
    assert HamletHead.objects.get().phone == "+6280000000102"


@pytest.mark.parametrize(
    "actor",
    [
        ANONYMOUS,
        Actor(),
        _office("desk", "51.71.02"),
        _office("desk", f"{SERANGAN}.001"),
        _office("weigher", SERANGAN),
        _office("unknown", SERANGAN),
    ],
    ids=["stranger", "citizen", "other district", "head of a hamlet", "weigher", "no role"],
)
def test_others_may_not_add(actor: Actor) -> None:
    with nothing_written(), pytest.raises(Forbidden) as refusal:
        api.add_hamlet(village_code=SERANGAN, name="Banjar", actor=actor, now=NOW)

    assert refusal.value.code == "territory.not_your_village"


def test_all_mistakes_of_a_form_are_told_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        api.add_hamlet(
            village_code=SERANGAN,
            name=" ",
            phone="x",
            position=Position(lat=-8.6378, lon=115.2124),
            actor=SYSTEM,
            now=NOW,
        )

    assert refusal.value.fields == {
        "name": "no_name",
        "phone": "bad_phone",
        "position": "far_from_village",
    }
    assert _hamlets() == []


def test_a_name_stands_once_in_a_village() -> None:
    api.add_hamlet(village_code=SERANGAN, name="Banjar Kaja", actor=SYSTEM, now=NOW)

    with nothing_written(), pytest.raises(Invalid) as refusal:
        api.add_hamlet(village_code=SERANGAN, name="banjar kaja", actor=SYSTEM, now=NOW)

    assert refusal.value.fields == {"name": "duplicate_name"}


@pytest.mark.parametrize("code", ["51.71.01", "51.71.01.1001.001", "x"])
def test_only_villages_have_hamlets(code: str) -> None:
    with nothing_written(), pytest.raises(NotFound):
        api.add_hamlet(village_code=code, name="Banjar", actor=SYSTEM, now=NOW)


def test_codes_end_at_999() -> None:
    first = api.add_hamlet(village_code=SERANGAN, name="Banjar Awal", actor=SYSTEM, now=NOW)
    Area.objects.filter(pk=first.pk).update(code=f"{SERANGAN}.999")

    with nothing_written(), pytest.raises(Invalid) as refusal:
        api.add_hamlet(village_code=SERANGAN, name="Banjar Akhir", actor=SYSTEM, now=NOW)

    assert refusal.value.fields == {"name": "too_many_hamlets"}


def test_example_hamlets_are_marked() -> None:
    area = api.add_hamlet(
        village_code=SERANGAN, name="Banjar Contoh", is_example=True, actor=SYSTEM, now=NOW
    )

    assert api.places()[area.code].is_example is True
    assert area.parent_code == SERANGAN
    assert len(api.reference_points(SERANGAN)) == 8


def test_heads_whom_nobody_named_for_a_term_are_forgotten() -> None:
    _import(f"{SERANGAN},,Banjar Ponjok,Wayan Contoh,+628000000101,,\n")
    (retention,) = declared.RETENTION
    later = NOW + retention.keep

    assert retention.expire(now=later, dry_run=True) == 0
    assert retention.expire(now=later + timedelta(seconds=1), dry_run=True) == 1
    assert HamletHead.objects.count() == 1
    assert retention.expire(now=later + timedelta(seconds=1), dry_run=False) == 1
    assert HamletHead.objects.count() == 0
    assert api.name_of(f"{SERANGAN}.001") == "Banjar Ponjok"


@pytest.mark.django_db(transaction=True)
def test_ten_offices_at_once_get_ten_codes() -> None:
    start = threading.Barrier(10)

    def add(n: int) -> None:
        start.wait()
        api.add_hamlet(village_code=SERANGAN, name=f"Banjar {n}", actor=SYSTEM, now=NOW)
        connection.close()

    threads = [threading.Thread(target=add, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [code for code, _, _ in _hamlets()] == [f"{SERANGAN}.{n:03d}" for n in range(1, 11)]
