"""Which offices a sealed report is kept from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.reports.rules.sealing import offices_concerned, offices_named

NAMES = {
    "dlhk": ("Dinas Lingkungan Hidup dan Kebersihan", "DLHK"),
    "pupr": ("Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas PUPR"),
    "inspektorat": ("Inspektorat", "Inspektorat Daerah"),
}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Petugas dlhk meminta uang.", {"dlhk"}),
        ("Dinas  PUPR, DLHK!", {"pupr", "dlhk"}),
        ("dinas lingkungan hidup dan kebersihan", {"dlhk"}),
        ("DLHKX dan Dinas saja", set()),
        ("", set()),
    ],
)
def test_agencies_are_found_by_what_people_call_them(text: str, named: set[str]) -> None:
    assert offices_named(text, names=NAMES) == named


def test_the_agency_concerned_those_named_and_the_chain_of_the_place() -> None:
    found = offices_concerned(
        text="Petugas DLHK dan Inspektorat",
        concerned="pupr",
        area_code="51.71.01.1003.001",
        keeper="inspektorat",
        names=NAMES,
    )
    assert found == ("51.71.01", "51.71.01.1003", "51.71.01.1003.001", "dlhk", "pupr")


@given(
    text=st.text(max_size=60),
    concerned=st.sampled_from([None, *NAMES]),
    area_code=st.sampled_from(["", "51.71", "51.71.02", "51.71.02.1001"]),
)
def test_who_keeps_it_is_never_shut_out_and_the_city_is_no_office(
    text: str, concerned: str | None, area_code: str
) -> None:
    found = offices_concerned(
        text=text, concerned=concerned, area_code=area_code, keeper="inspektorat", names=NAMES
    )
    assert "inspektorat" not in found
    assert "51.71" not in found
    assert list(found) == sorted(set(found))
