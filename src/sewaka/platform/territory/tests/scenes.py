"""Objects for the table of rights."""

from __future__ import annotations

from sewaka.platform.territory import atlas, reference
from tests.conformance.access_table import Scene
from tests.cast import SESETAN, Cast
