"""The city's own base map: pieces of one file, and nothing without one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sewaka.platform.territory import api, tiles
from tests import pmtiles

ADDRESS = "/peta/dasar.pmtiles"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A city that has one."""
    content = pmtiles.archive()
    (tmp_path / "kota.pmtiles").write_bytes(content)
    monkeypatch.setenv("MAP_PMTILES", str(tmp_path / "kota.pmtiles"))
    return content


def test_pieces_make_the_whole(own: bytes) -> None:
    first = Client().get(ADDRESS, headers={"Range": "bytes=0-126"})
    assert first.status_code == 206
    assert first.content == own[:127]
    assert first.headers["Content-Range"] == f"bytes 0-126/{len(own)}"
    assert "Content-Encoding" not in first.headers
    rest = Client().get(ADDRESS, headers={"Range": "bytes=127-", "Accept-Encoding": "gzip"})
    assert first.content + rest.content == own
    assert first.headers["ETag"] == rest.headers["ETag"]
    beyond = Client().get(ADDRESS, headers={"Range": "bytes=0-16383"})
    assert beyond.content == own


@pytest.mark.parametrize("asked", ["", "bytes=-5", "bytes=99999999-", "bytes=5-2", "lines=1-2"])
def test_what_can_not_be_given_says_how_much_there_is(own: bytes, asked: str) -> None:
    answer = Client().get(ADDRESS, headers={"Range": asked} if asked else {})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(own)}"
    assert not answer.content


def test_a_city_without_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, db: None) -> None:
    monkeypatch.setenv("MAP_PMTILES", str(tmp_path / "none.pmtiles"))
    assert api.base_map() is None
    assert Client().get(ADDRESS).status_code == 404


def test_its_source_is_named(own: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    found = api.base_map()
    assert found is not None
    assert found.source == "© OpenStreetMap contributors"
    monkeypatch.setenv("MAP_PMTILES_SOURCE", "Badan Informasi Geospasial")
    assert api.base_map() == api.OwnBase(ADDRESS, "Badan Informasi Geospasial")


@given(asked=st.text("bytes=-0123456789, ", max_size=24), size=st.integers(1, 10**12))
def test_no_header_reads_beside_the_file(asked: str, size: int) -> None:
    piece = tiles.piece_of(asked=asked, size=size)
    assert piece is None or 0 <= piece.begin < piece.end <= size
