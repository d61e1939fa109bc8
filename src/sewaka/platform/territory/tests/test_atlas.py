"""The map in memory and the seed of every installation."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from sewaka.kernel.errors import NotFound
from sewaka.kernel.geo import Position
from sewaka.platform.territory import api, atlas, reference
from sewaka.platform.territory.models import Area, Kind, Level, ReferencePoint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_city_without_land() -> None:
    for level in (Level.HAMLET, Level.VILLAGE, Level.DISTRICT, Level.CITY):
        Area.objects.filter(level=level).delete()
    atlas.changed()


LUMINTANG = Position(lat=-8.6378, lon=115.2124)


def _hamlet(code: str, *, lat: float | None = None, lon: float | None = None) -> Area:
    village = api.area(code.rsplit(".", 1)[0])
    hamlet = Area(
        code=code,
        level=Level.HAMLET,
        kind=Kind.DUSUN,
        name=f"Banjar {code[-3:]}",
        parent=village,
        lat=lat,
        lon=lon,
    )
    hamlet.save()
    atlas.changed()
    return hamlet


def test_seed_has_the_citys_land() -> None:
    reference.load()

    assert Area.objects.filter(level=Level.CITY).count() == 1
    assert Area.objects.filter(level=Level.DISTRICT).count() == 4
    assert Area.objects.filter(kind=Kind.KELURAHAN).count() == 16
    assert Area.objects.filter(kind=Kind.DESA).count() == 27
    assert ReferencePoint.objects.count() == 344
    sizes = [api.areas(level=Level.VILLAGE, under=f"51.71.0{n}").count() for n in range(1, 5)]
    assert sizes == [10, 11, 11, 11]


def test_seed_twice_changes_nothing() -> None:
    reference.load()
    Area.objects.filter(code="51.71.01.1001").update(name="Pulau Serangan")
    before = atlas.current()

    reference.load()

    assert Area.objects.count() == 48
    assert ReferencePoint.objects.count() == 344
    assert api.area("51.71.01.1001").name == "Pulau Serangan"
    assert atlas.current() is before


def test_names_and_chain_come_from_memory(
    django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    reference.load()
    settings.MEMORY_RECHECK_S = 60
    api.places()

    with django_assert_num_queries(0):
        assert api.name_of("51.71.01.1003") == "Sesetan"
        assert api.name_of("99.99") == "99.99"
        assert [p.name for p in api.chain("51.71.01.1003")] == [
            "Kota Denpasar",
            "Denpasar Selatan",
            "Sesetan",
        ]
        assert api.chain("99.99") == ()
        assert api.locate(LUMINTANG).village_code == "51.71.04.2006"


def test_a_change_reaches_this_process_at_once(settings: Settings) -> None:
    reference.load()
    settings.MEMORY_RECHECK_S = 60
    api.places()

    _hamlet("51.71.04.2006.001", lat=-8.6378, lon=115.2124)

    assert api.name_of("51.71.04.2006.001") == "Banjar 001"


def test_another_process_sees_a_change_when_the_recheck_is_due(settings: Settings) -> None:
    reference.load()
    settings.MEMORY_RECHECK_S = 0
    api.places()

    Area.objects.filter(code="51.71.01.1003").update(name="Sesetan Baru")
    assert api.name_of("51.71.01.1003") == "Sesetan"
    atlas.changed()

    assert api.name_of("51.71.01.1003") == "Sesetan Baru"


def test_hamlet_is_suggested_only_within_its_village() -> None:
    reference.load()
    _hamlet("51.71.04.2006.001", lat=-8.6380, lon=115.2124)
    _hamlet("51.71.04.2005.001", lat=-8.6378, lon=115.2124)
    _hamlet("51.71.04.2006.002")

    suggested = api.suggest_hamlet(position=LUMINTANG, village_code="51.71.04.2006")

    assert suggested == "51.71.04.2006.001"
    assert api.suggest_hamlet(position=LUMINTANG, village_code="51.71.04.2011") is None


def test_fresh_city_is_approximate() -> None:
    reference.load()

    assert api.has_all_boundaries() is False
    assert api.locate(LUMINTANG).is_approximate is True


def test_unknown_area_is_not_found() -> None:
    with pytest.raises(NotFound) as refusal:
        api.area("51.71.09")

    assert refusal.value.code == "territory.unknown"


@pytest.mark.parametrize(("lat", "lon"), [(-8.6, None), (None, 115.2), (-91.0, 115.2)])
def test_half_or_impossible_positions_are_refused_by_the_database(
    lat: float | None, lon: float | None
) -> None:
    reference.load()

    with pytest.raises(IntegrityError), transaction.atomic():
        _hamlet("51.71.04.2006.001", lat=lat, lon=lon)

    assert Area.objects.filter(level=Level.HAMLET).count() == 0


def test_order_of_coordinates_puts_denpasar_on_land() -> None:
    reference.load()

    assert api.locate(Position(lat=-8.65, lon=115.216)).village_code is not None
