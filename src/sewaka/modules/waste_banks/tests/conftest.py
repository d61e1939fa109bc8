"""The village as a fixture."""

from __future__ import annotations

import pytest

from sewaka.modules.waste_banks.tests.village import Village, village
from tests.cast import Cast


@pytest.fixture
def sesetan(cast: Cast) -> Village:
    """A bank that stands."""
    return village(cast)


@pytest.fixture
def filled(sesetan: Village) -> Village:
    """25 kg of bottles and 3 kg of paper."""
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000), ("HVS", 3_000))])
    return sesetan
