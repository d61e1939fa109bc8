"""Official outlines: the real file, and files as they are really broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from shapely.geometry import Polygon

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import Forbidden
from sewaka.kernel.geo import Position
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.territory import actions, api, atlas, commands, reference
from sewaka.platform.territory.actions import BoundaryReport
from sewaka.platform.territory.boundaries import BadBoundaryFile
from sewaka.platform.territory.models import Boundary
from sewaka.platform.territory.rules import Method
from sewaka.platform.territory.tests.real_files import real_features, real_file
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

SERANGAN = "51.71.01.1001"  # centre -8.73626, 115.23211
SQUARE = [[115.23, -8.74], [115.24, -8.74], [115.24, -8.73], [115.23, -8.73], [115.23, -8.74]]


@pytest.fixture(autouse=True)
def _seed() -> None:
    reference.load()
    Boundary.objects.all().delete()
    atlas.changed()


def _feature(
    code: Any = SERANGAN, *, rings: Any = None, kind: str = "Polygon", **properties: Any
) -> dict[str, Any]:
    coordinates = [SQUARE] if rings is None else rings
    return {
        "type": "Feature",
        "properties": {"code": code, **properties},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _import(*features: Any) -> BoundaryReport:
    text = json.dumps({"type": "FeatureCollection", "features": list(features)})
    return actions.import_boundaries(text=text, actor=SYSTEM, now=NOW)


def _parts(features: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """The rings of every polygon, to be changed in place."""
    for feature in features:
        geometry = feature["geometry"]
        is_single = geometry["type"] == "Polygon"
        yield from [geometry["coordinates"]] if is_single else geometry["coordinates"]


# --- the real file --------------------------------------------------------------


def test_all_43_real_outlines_come_in_and_decide() -> None:
    report = _import(*real_features())

    assert (len(report.added), len(report.refused), len(report.exchanged)) == (43, 0, 0)
    assert api.has_all_boundaries() is True
    lumintang = api.locate(Position(lat=-8.6378, lon=115.2124))
    assert (lumintang.village_code, lumintang.method) == ("51.71.04.2006", Method.POLYGON)
    assert api.locate(Position(lat=-8.7180, lon=115.1690)).method is Method.OUTSIDE
    assert len(api.outline(SERANGAN)) == 2


def test_every_known_centre_lies_in_its_own_outline() -> None:
    _import(*real_features())

    wrong = [
        place.code
        for place in api.places().values()
        if place.level == api.Level.VILLAGE
        and place.position
        and api.locate(place.position).village_code != place.code
    ]

    assert wrong == []


def test_second_import_changes_nothing_and_tells_nothing() -> None:
    _import(*real_features())
    before, events = atlas.current(), EventRow.objects.count()

    report = _import(*real_features())

    assert (len(report.unchanged), report.added, report.changed) == (43, (), ())
    assert EventRow.objects.count() == events
    assert atlas.current() is before


def test_rings_turned_round_and_opened_are_the_same_land() -> None:
    _import(*real_features())
    turned = real_features()
    for rings in _parts(turned):
        rings[:] = [ring[::-1][:-1] for ring in rings]

    report = _import(*turned)

    assert len(report.unchanged) == 43


def test_lat_before_lon_is_noticed_and_put_right() -> None:
    _import(*real_features())
    exchanged = real_features()
    for rings in _parts(exchanged):
        rings[:] = [[[lat, lon] for lon, lat in ring] for ring in rings]

    report = _import(*exchanged)

    assert (len(report.unchanged), len(report.exchanged)) == (43, 43)


def test_the_command_on_the_real_file() -> None:
    path = str(real_file("denpasar_villages.geojson"))

    first = CliRunner().invoke(commands.group, ["import-boundaries", path])
    second = CliRunner().invoke(commands.group, ["import-boundaries", path])

    assert (first.exit_code, first.output) == (
        0,
        "43 added, 0 changed, 0 unchanged, 0 refused\n",
    )
    assert (second.exit_code, second.output) == (
        0,
        "0 added, 0 changed, 43 unchanged, 0 refused\n",
    )


# --- what is put right ------------------------------------------------------------


def test_one_event_says_what_came() -> None:
    _import(_feature(), _feature("99.99"))

    event = EventRow.objects.get(name="territory.boundaries_imported")
    assert event.data == {"added": [SERANGAN], "changed": [], "refused": 1}


@pytest.mark.parametrize(
    "feature",
    [
        _feature(rings=[SQUARE[::-1]]),
        _feature(rings=[SQUARE[:-1]]),
        _feature(rings=[SQUARE[2:-1] + SQUARE[:3]]),
        _feature(rings=[[[*point, 12.5] for point in SQUARE]]),
        _feature(rings=[[point[::-1] for point in SQUARE]]),
        _feature(rings=[[SQUARE]], kind="MultiPolygon"),
        _feature("5171011001"),
    ],
    ids=["clockwise", "open", "other start", "with height", "lat, lon", "multi", "no dots"],
)
def test_the_same_land_in_other_spellings(feature: dict[str, Any]) -> None:
    _import(_feature())
    before = bytes(Boundary.objects.get().shape)

    report = _import(feature)

    assert report.unchanged == (SERANGAN,)
    assert bytes(Boundary.objects.get().shape) == before


def test_outer_rings_are_kept_counter_clockwise() -> None:
    _import(_feature(rings=[SQUARE[::-1]]))

    shape = atlas.current().boundaries[SERANGAN]

    assert isinstance(shape, Polygon)
    assert shape.exterior.is_ccw is True


# --- what is refused ----------------------------------------------------------------

FAR = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
BOW = [[115.23, -8.74], [115.24, -8.73], [115.24, -8.74], [115.23, -8.73]]


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        (_feature(""), "no_code"),
        (_feature(None), "no_code"),
        ("not a feature", "no_code"),
        ({"type": "Feature"}, "no_code"),
        (_feature("51.71.09.1001"), "unknown_code"),
        (_feature("51.71.01"), "unknown_code"),
        (_feature(kind="Point", rings=[115.2, -8.7]), "not_a_polygon"),
        ({**_feature(), "geometry": None}, "not_a_polygon"),
        (_feature(rings=[]), "bad_coordinates"),
        (_feature(rings=[[]]), "too_few_points"),
        (_feature(rings=[[["a", "b"]]]), "bad_coordinates"),
        (_feature(rings=[[[115.23, None], *SQUARE]]), "bad_coordinates"),
        (_feature(rings=[[[115.23], *SQUARE]]), "bad_coordinates"),
        (_feature(rings=[[[True, False], *SQUARE]]), "bad_coordinates"),
        (_feature(rings=[[[float("nan"), -8.7], *SQUARE]]), "bad_coordinates"),
        (_feature(rings=[[[float("inf"), -8.7], *SQUARE]]), "bad_coordinates"),
        (_feature(rings=[[SQUARE[0], SQUARE[1], SQUARE[0]]]), "too_few_points"),
        (_feature(rings=[BOW]), "invalid_shape"),
        (_feature(rings=[[[115.23, -8.74], [115.24, -8.74], [115.235, -8.74]]]), "invalid_shape"),
        (_feature(rings=[FAR]), "far_away"),
        (_feature(rings=[[[305_000.0, 9_034_000.0], *SQUARE]]), "far_away"),
    ],
)
def test_bad_rows_are_named_and_nothing_of_them_is_kept(feature: Any, code: str) -> None:
    report = _import(feature)

    assert [(bad.row, bad.code) for bad in report.refused] == [(1, code)]
    assert Boundary.objects.count() == 0
    assert EventRow.objects.filter(name="territory.boundaries_imported").count() == 0


def test_good_rows_beside_bad_ones_are_kept() -> None:
    report = _import(_feature("99.99"), _feature(), _feature(rings=[BOW]))

    assert report.added == (SERANGAN,)
    assert [(bad.row, bad.area, bad.code) for bad in report.refused] == [
        (1, "99.99", "unknown_code"),
        (3, SERANGAN, "duplicate_code"),
    ]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"x"', '{"type": "Feature"}', '{"features": {}}', "[" * 100_000]
)
def test_a_file_that_is_no_collection_is_refused_whole(text: str) -> None:
    with nothing_written(), pytest.raises(BadBoundaryFile) as refusal:
        actions.import_boundaries(text=text, actor=SYSTEM, now=NOW)

    assert refusal.value.code == "territory.not_geojson"


def test_only_an_administrator_may_import(made: Player, wayan: Player) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [_feature()]})
    for actor in (ANONYMOUS, made.actor, wayan.actor):
        with pytest.raises(Forbidden):
            actions.import_boundaries(text=text, actor=actor, now=NOW)

    assert Boundary.objects.count() == 0


def test_the_command_names_bad_rows_and_fails_when_nothing_was_good(tmp_path: Any) -> None:
    bad = tmp_path / "bad.geojson"
    bad.write_text(json.dumps({"type": "FeatureCollection", "features": [_feature(rings=[BOW])]}))

    result = CliRunner().invoke(commands.group, ["import-boundaries", str(bad)])

    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "0 added, 0 changed, 0 unchanged, 1 refused"
    assert result.output.splitlines()[1].startswith(f"row 1, {SERANGAN}: ")


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Any) -> None:
    binary = tmp_path / "photo.jpg"
    binary.write_bytes(b"\xff\xd8\xff\xe0")

    result = CliRunner().invoke(commands.group, ["import-boundaries", str(binary)])

    assert result.exit_code == 1
    assert result.output == "Error: photo.jpg is not UTF-8 text; save it as UTF-8\n"


def test_the_command_says_in_words_why_a_file_is_refused(tmp_path: Any) -> None:
    wrong = tmp_path / "wrong.geojson"
    wrong.write_text("{}")

    result = CliRunner().invoke(commands.group, ["import-boundaries", str(wrong)])

    assert result.exit_code == 1
    assert result.output == "Error: Berkas ini bukan kumpulan wilayah GeoJSON.\n"


def test_the_command_counts_what_was_exchanged(tmp_path: Any) -> None:
    file = tmp_path / "lat-lon.geojson"
    exchanged = _feature(rings=[[point[::-1] for point in SQUARE]])
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [exchanged]}))

    result = CliRunner().invoke(commands.group, ["import-boundaries", str(file)])

    assert result.output.splitlines() == [
        "1 added, 0 changed, 0 unchanged, 0 refused",
        "1 had latitude before longitude; they were exchanged",
    ]
