"""Real boundary files that are not part of the project: beside it, or nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

_FOLDER = Path("shared") / "data" / "territory"


def real_file(name: str) -> Path:
    """The file `../shared/data/territory/<name>`, looked for beside the project; else skip."""
    for folder in Path(__file__).resolve().parents:
        candidate = folder / _FOLDER / name
        if candidate.is_file():
            return candidate
    pytest.skip(f"{name} is not beside the project: put it into ../{_FOLDER.as_posix()}")


def real_boundaries() -> dict[str, BaseGeometry]:
    """The 43 real outlines by village code."""
    return {row["properties"]["code"]: shape(row["geometry"]) for row in real_features()}


def real_features() -> list[dict[str, Any]]:
    """The features of the real file, as parsed JSON."""
    parsed = json.loads(real_file("denpasar_villages.geojson").read_text(encoding="utf-8"))
    features: list[dict[str, Any]] = parsed["features"]
    return features
