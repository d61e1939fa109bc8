"""The development networks, which are not part of the project: beside it, or nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

_FOLDER = Path("shared") / "data" / "traffic"


def shared_net(name: str) -> Path:
    """The file `../shared/data/traffic/<name>/<name>.net.xml`, beside the project; else skip."""
    for folder in Path(__file__).resolve().parents:
        candidate = folder / _FOLDER / name / f"{name}.net.xml"
        if candidate.is_file():
            return candidate
    pytest.skip(f"{name} is not beside the project: put it into ../{_FOLDER.as_posix()}")
