"""The map for everybody, the hamlets for their office."""

from __future__ import annotations

import gzip
import json

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.platform.territory import actions, api, atlas, mapping, reference
from sewaka.platform.territory.models import Area, Boundary, HamletHead, Level
from sewaka.platform.territory.tests.real_files import real_features
from tests.cast import NOW, PANJER, SESETAN, Part, Player, enter
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

MAP = "/peta/desa.geojson"
PAGE = f"/kerja/wilayah/{SESETAN}/banjar"


@pytest.fixture(autouse=True)
def _seed() -> None:
    reference.load()
    Boundary.objects.all().delete()
    HamletHead.objects.all().delete()
    Area.objects.filter(level=Level.HAMLET).delete()
    atlas.changed()


@pytest.fixture
def lurah() -> Player:
    """The office of Sesetan."""
    return enter(Part("lurah", "reports.village_staff", area_code=SESETAN))


def _import_real() -> None:
    text = json.dumps({"type": "FeatureCollection", "features": real_features()})
    actions.import_boundaries(text=text, actor=SYSTEM, now=NOW)


# --- the map --------------------------------------------------------------------


def test_map_of_a_fresh_city_has_points_that_say_they_are_approximate(client: Client) -> None:
    answer = client.get(MAP)

    features = json.loads(answer.content)["features"]
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert len(features) == 43
    assert features[0] == {
        "type": "Feature",
        "properties": {
            "code": "51.71.01.1001",
            "name": "Serangan",
            "kind": "kelurahan",
            "approximate": True,
        },
        "geometry": {"type": "Point", "coordinates": [115.23211, -8.73626]},
    }


def test_map_after_the_import_has_outlines_and_is_small(client: Client) -> None:
    _import_real()

    answer = client.get(MAP, headers={"Accept-Encoding": "gzip, br"})

    assert len(answer.content) <= mapping.MAX_PACKED_BYTES
    assert answer.headers["Content-Encoding"] == "gzip"
    features = json.loads(gzip.decompress(answer.content))["features"]
    assert [f["properties"]["approximate"] for f in features] == [False] * 43
    assert {f["geometry"]["type"] for f in features} == {"Polygon", "MultiPolygon"}
    longitudes = [x for f in features for x, _ in _points(f["geometry"]["coordinates"])]
    assert (min(longitudes), max(longitudes)) == (115.17251, 115.27488)


def _points(nested: list) -> list[tuple[float, float]]:  # type: ignore[type-arg]  # nested lists
    if isinstance(nested[0], float):
        return [(nested[0], nested[1])]
    return [point for part in nested for point in _points(part)]


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_unchanged_map_is_not_sent_again(client: Client, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    first = client.get(MAP, headers=headers)

    again = client.get(MAP, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    _import_real()
    changed = client.get(MAP, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_plain_and_packed_map_have_different_etags(client: Client) -> None:
    plain, packed = (client.get(MAP, headers={"Accept-Encoding": e}) for e in ("", "gzip"))

    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_map_grows_coarser_until_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    _import_real()
    fine = mapping.village_map()
    monkeypatch.setattr(mapping, "MAX_PACKED_BYTES", len(fine.packed) // 2)
    atlas.changed()

    coarse = mapping.village_map()

    assert len(coarse.packed) <= len(fine.packed) // 2
    assert len(json.loads(coarse.plain)["features"]) == 43


# --- the office -------------------------------------------------------------------


def test_office_sees_its_village_and_no_other(lurah: Player) -> None:
    page = BeautifulSoup(lurah.client.get("/kerja/wilayah").content, "lxml")

    links = [a["href"] for a in page.select("main table a")]
    assert links == [PAGE]
    assert lurah.client.get(f"/kerja/wilayah/{PANJER}/banjar").status_code == 404


def test_office_adds_a_hamlet_without_javascript(lurah: Player) -> None:
    form = {
        "name": "Banjar Pegok",
        "head_name": "Wayan Contoh",
        "phone": "0800 0000 0103",
        "lat": "-8.7010",
        "lon": "115.2190",
    }

    answer = lurah.client.post(PAGE, form)

    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    added = api.area(f"{SESETAN}.001")
    assert (added.name, added.kind, added.lat, added.lon) == (
        "Banjar Pegok",
        "lingkungan",
        -8.7010,
        115.2190,
    )
    page = BeautifulSoup(lurah.client.get(PAGE).content, "lxml")
    assert "Banjar Pegok ditambahkan." in page.get_text()
    cells = [td.get_text(strip=True) for td in page.select("main table tbody tr > *")]
    assert [cell for cell in cells if "+6280000000103" in cell] != []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "..."}, ["name"]),
        ({"phone": "telepon"}, ["phone"]),
        ({"lat": "-8.7"}, ["lat"]),
        ({"lat": "nan", "lon": "nan"}, ["lat", "lon"]),
        ({"lat": "1e400", "lon": "115.2"}, ["lat"]),
        ({"lat": "95", "lon": "115.2"}, ["lat"]),
        ({"lat": "-8.6378", "lon": "115.2124"}, ["lat"]),
    ],
)
def test_mistakes_are_named_and_what_was_typed_is_kept(
    lurah: Player, changes: dict[str, str], fields: list[str]
) -> None:
    form = {"name": "Banjar Pegok", "head_name": "Wayan Contoh", "phone": "", **changes}
    lurah.client.get(PAGE)

    with nothing_written():
        answer = lurah.client.post(PAGE, form)

    page = BeautifulSoup(answer.content, "lxml")
    assert answer.status_code == 422
    links = [a["href"] for a in page.select("[role=alert] a")]
    assert links == [f"#id_{field}" for field in fields]
    head = page.select_one("#id_head_name")
    assert head is not None
    assert head["value"] == "Wayan Contoh"


def test_the_head_of_a_hamlet_keeps_no_village(wayan: Player) -> None:
    browser = wayan.client
    with nothing_written():
        answer = browser.post(PAGE, {"name": "Banjar Sendiri"})

    assert answer.status_code == 404
    assert wayan.client.get("/kerja/wilayah").status_code == 404


def test_invented_hamlets_say_so(lurah: Player) -> None:
    api.add_hamlet(village_code=SESETAN, name="Banjar Kaja", is_example=True, actor=SYSTEM, now=NOW)

    page = BeautifulSoup(lurah.client.get(PAGE).content, "lxml")

    assert "Dibuat untuk contoh" in page.get_text()
