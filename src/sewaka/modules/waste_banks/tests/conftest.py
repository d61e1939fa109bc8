"""The village as a fixture."""

from __future__ import annotations

import pytest

from sewaka.modules.waste_banks.tests.village import Village, village
from tests.cast import Cast


@pytest.fixture
def sesetan(cast: Cast) -> Village:
    """A bank that stands."""
    return village(cast)
