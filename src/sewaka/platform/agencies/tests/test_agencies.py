"""The city's offices: seed, look-up, active ranges."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from sewaka.kernel.errors import NotFound
from sewaka.platform.agencies import api, reference
from sewaka.platform.agencies.models import Agency, AgencyKind

pytestmark = pytest.mark.django_db


def _office(code: str, **changes: object) -> Agency:
    office = Agency(code=code, kind=AgencyKind.OPD, name=f"Dinas {code}", short_name=code)
    for field, value in changes.items():
        setattr(office, field, value)
    office.save()
    return office


def _ours(*codes: str, on: date | None = None) -> list[str]:
    """Which of these codes `agencies` lists, in its order."""
    return [found.code for found in api.agencies(on=on) if found.code in codes]


def test_seed_knows_forty_offices_and_eleven_health_centres() -> None:
    """The tests' database is made with the reference rows of every installation."""
    assert Agency.objects.count() == 40
    assert Agency.objects.filter(is_verified=True).count() == 17
    assert Agency.objects.filter(is_external=True).count() == 6
    assert api.units(agency_code="dinkes").count() == 11
    assert api.agency("pupr").short_name == "Dinas PUPR"


def test_seed_adds_what_is_missing_and_keeps_what_the_city_wrote() -> None:
    api.units(agency_code="dinkes").delete()
    Agency.objects.filter(code="dispar").delete()
    Agency.objects.filter(code="wangaya").update(short_name="RS Wangaya", is_verified=True)

    reference.load()
    reference.load()

    assert Agency.objects.count() == 40
    assert api.units(agency_code="dinkes").count() == 11
    assert api.agency("dispar").is_verified is False
    assert api.agency("wangaya").short_name == "RS Wangaya"
    assert api.agency("wangaya").is_verified is True


def test_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFound) as refusal:
        api.agency("dinas-impian")

    assert refusal.value.code == "agencies.unknown"
    assert refusal.value.facts == {"agency": "dinas-impian"}


def test_active_range_is_half_open() -> None:
    _office("lama", active_to=date(2026, 7, 1))
    _office("baru", active_from=date(2026, 7, 1))

    assert _ours("lama", "baru", on=date(2026, 6, 30)) == ["lama"]
    assert _ours("lama", "baru", on=date(2026, 7, 1)) == ["baru"]
    assert api.agency("lama").is_active_on(date(2026, 6, 30)) is True
    assert api.agency("lama").is_active_on(date(2026, 7, 1)) is False
    assert api.agency("baru").is_active_on(date(2026, 6, 30)) is False


def test_range_that_ends_before_it_begins_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _office("kacau", active_from=date(2026, 7, 1), active_to=date(2026, 7, 1))

    assert Agency.objects.filter(code="kacau").count() == 0


def test_outside_and_inside_are_told_apart() -> None:
    assert {a.code for a in api.agencies(is_external=True)} == {
        "pln",
        "telkom",
        "balai-jalan",
        "pupr-bali",
        "badung",
        "gianyar",
    }
    assert api.agencies(is_external=False).count() == 34


def test_order_is_by_name_with_numbers_as_numbers() -> None:
    _office("c", name="Bidang 10")
    _office("a", name="Bidang 2")
    _office("b", name="bidang 1")

    assert _ours("a", "b", "c") == ["b", "a", "c"]


def test_name_follows_the_readers_language() -> None:
    office = api.agency("dlhk")

    with translation.override("id"):
        assert office.local_name == "Dinas Lingkungan Hidup dan Kebersihan"
        assert office.local_duties == "Sampah, pohon, taman, pencemaran"
    with translation.override("en"):
        assert office.local_name == "Environment and Cleanliness Agency"
        assert office.local_duties == "Waste, trees, parks, pollution"
