"""Every test of this app has an empty file store of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """The folder of the file store."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
