"""The daily seals."""

from __future__ import annotations

import pytest
from django.test import Client

from sewaka.city.opendata.seals import seals
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_a_young_log_has_no_seal_yet(client: Client) -> None:
    assert list(seals(now=NOW)) == []
    assert client.get("/data/segel").status_code == 200
