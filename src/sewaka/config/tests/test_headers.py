"""What every answer carries."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ASKING = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("path", ["/", "/lapor/foto", "/laporan", "/api/v1/openapi.json"])
def test_text_leaves_compressed_where_it_is_taken(client: Client, path: str) -> None:
    packed, plain = client.get(path, headers=ASKING), client.get(path)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content)
    assert gzip.decompress(packed.content)[:50] == plain.content[:50]
    assert "Content-Encoding" not in plain


def test_an_answer_known_already_stays_empty(client: Client) -> None:
    path = "/api/v1/reports/categories"
    first = client.get(path, headers=ASKING)
    assert first["ETag"].startswith("W/")
    again = client.get(path, headers={**ASKING, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
