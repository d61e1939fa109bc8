"""Dependencies: pinned by hash, without addresses, each with its purpose and licence."""

from __future__ import annotations

import json
import re

import pytest

from tests.architecture.tree import ROOT, place, tracked

LICENCES = (
    *("MIT", "MIT-CMU", "BSD-2", "BSD-3", "Apache-2.0", "ISC", "MPL-2.0", "OFL-1.1", "PSF-2.0"),
    *("LGPL-2.1", "LGPL-3.0", "EPL-2.0", "PostgreSQL licence"),
)
TOOL = "GPL-3.0-or-later, tool only"  # runs beside us, is no part of us
# At least so many packages.
LOCKS = {
    "base.txt": 20, "dev.txt": 20, "traffic-sim.txt": 3, "traffic-camera.txt": 2,
    "ledger-bench.txt": 5,
}  # fmt: skip


def direct() -> list[str]:
    """The lines of the hand-written files that name a package."""
    lines = [
        line
        for name in (lock.replace(".txt", ".in") for lock in LOCKS)
        for line in (ROOT / "requirements" / name).read_text().splitlines()
    ]
    return [line for line in lines if line and not line.startswith(("#", "-c", "-r"))]


@pytest.mark.parametrize("line", direct())
def test_says_what_it_is_for_and_its_licence(line: str) -> None:
    _, _, comment = line.partition("# ")
    purpose, _, licence = comment.rstrip(")").rpartition(" (")
    assert purpose, line
    known = (*LICENCES, TOOL, *(f"axe {name}" for name in LICENCES))
    if licence != TOOL:
        parts = re.split(r", | or ", licence)
        assert all(part in known for part in parts), line


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text
    pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(.*(?:\n    .*)*)", text, flags=re.MULTILINE)
    assert len(pinned) >= LOCKS[name]
    assert [package for package, rest in pinned if "--hash=sha256:" not in rest] == []


def test_package_lock_has_no_addresses_but_hashes() -> None:
    locks = [path for path in tracked() if path.name == "package-lock.json"]
    for path in locks:
        packages = json.loads(path.read_text())["packages"]
        kept = {name: entry for name, entry in packages.items() if name}
        assert [name for name, entry in kept.items() if "resolved" in entry] == [], place(path)
        assert [name for name, entry in kept.items() if "integrity" not in entry] == [], place(path)
