"""Configuration from the environment, and the folder in which this installation keeps its things.

Secrets come from `<NAME>`, else from the file named by `<NAME>_FILE`, else from
`<home>/secrets/<name>`, where they are made on first use, readable by their owner only.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})
_CHECKOUT = Path(__file__).resolve().parents[3]


class BadSetting(ValueError):
    """A variable has a value that can not be read. The message is one line for the operator."""


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding blanks, or `default` when unset or empty."""
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int) -> int:
    """The variable as a whole number. Raises BadSetting."""
    found = text(name)
    if not found:
        return default
    try:
        return int(found)
    except ValueError:
        raise BadSetting(f"{name}={found} is not a whole number") from None


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no (1/true/yes/on, 0/false/no/off). Raises BadSetting."""
    found = text(name).lower()
    if not found:
        return default
    if found in _TRUE:
        return True
    if found in _FALSE:
        return False
    raise BadSetting(f"{name}={found} is neither yes nor no")


def words(name: str) -> list[str]:
    """The variable as a list separated by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def home() -> Path:
    """The folder of this installation: secrets, media, backups (`SEWAKA_HOME`, else `var/`).

    `var/` of the checkout; of the current folder when the package is installed without one.
    """
    given = text("SEWAKA_HOME")
    if given:
        return Path(given).expanduser().resolve()
    base = _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() else Path.cwd()
    return base / "var"


def secret(name: str, *, make: Callable[[], str] = lambda: token_urlsafe(48)) -> str:
    """The secret called `name` (upper case), made by `make` and kept when there is none yet."""
    given = text(name)
    if given:
        return given
    elsewhere = text(f"{name}_FILE")
    if elsewhere:
        return Path(elsewhere).read_text(encoding="utf-8").strip()
    return kept(home() / "secrets" / name.lower(), make=make)


def kept(path: Path, *, make: Callable[[], str]) -> str:
    """The content of `path`, written once with mode 0600 in a folder of mode 0700.

    Safe when several processes start together: the first one's value is everybody's.
    """
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked into place: a reader sees all of it or nothing.
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_text(encoding="utf-8").strip()
