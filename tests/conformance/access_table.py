"""The tables of rights: one `tests/access.toml` in each app, read together.

The format, for whoever adds an address (docs/reference/access.md says it with more words):

    ["reports:track".GET]             # name of the URL (or the API path), method
    anonymous = "ok"                  # always said; "ok" here wants `why`
    others = "ok"                     # everybody of the cast who is not named
    why = "a report is tracked without an account"

    ["reports:track".GET.sealed]      # the same for an object: a scene of tests/scenes.py
    anonymous = "hidden"
    made = "ok"
    others = "hidden"

Values: ok, login, mfa, hidden, forbidden, method, unavailable (503). Who: a name of the cast,
`citizens`, `staff`, `others`, `anonymous`, `weak` (staff without their second factor; "mfa" when
not said).
`audit = true`: reading leaves exactly one entry in the access log. `queries = 15`: how many
statements the page may take; 12 when not said.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.architecture.tree import PACKAGE, place
from tests.cast import PARTS, Cast, is_built

VALUES = frozenset({"ok", "login", "mfa", "hidden", "forbidden", "method", "unavailable"})
REFUSALS = VALUES - {"ok"}
MOST_QUERIES = 12
WEAK = "weak"
ANONYMOUS = "anonymous"
CITIZENS = ("made", "ketut")
# One of each role that this city knows; a second one only where a line names them.
STAFF = tuple(
    {
        part.role: name
        for name, part in reversed(PARTS.items())
        if part.role and is_built(part.role)
    }.values()
)[::-1]
COLUMNS = (ANONYMOUS, *CITIZENS, *STAFF, *((WEAK,) if STAFF else ()))
_GROUPS = {"citizens": CITIZENS, "staff": STAFF}
_WORDS = frozenset({*COLUMNS, *PARTS, *_GROUPS, "others", "why", "audit", "queries"})


@dataclass(frozen=True, slots=True)
class Scene:
    """An object of a line: the arguments of its address, and what is sent to it."""

    arguments: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """What everybody gets from one address by one method."""

    key: str
    method: str
    scene: str
    words: Mapping[str, Any]
    app: Path

    @property
    def name(self) -> str:
        """How the test is called."""
        return " ".join(part for part in (self.key, self.method, self.scene) if part)

    @property
    def is_audited(self) -> bool:
        """Whether reading leaves an entry in the access log."""
        return bool(self.words.get("audit", False))

    @property
    def most_queries(self) -> int:
        """How many statements reading it may take."""
        return int(self.words.get("queries", MOST_QUERIES))

    @property
    def columns(self) -> tuple[str, ...]:
        """Who is tried: one of each role, and whoever is named beside them."""
        named = (name for name in PARTS if name in self.words and name not in COLUMNS)
        return (*COLUMNS, *named)

    def expected(self, who: str) -> str:
        """The value for one column."""
        for word in (who, *(group for group, names in _GROUPS.items() if who in names)):
            if word in self.words:
                return str(self.words[word])
        if who == WEAK:
            return "mfa"
        return str(self.words.get("others", ""))

    def set_up(self, cast: Cast) -> Scene:
        """Make the line's object. Lines without a scene need none."""
        if not self.scene:
            return Scene()
        return scenes(self.app)[self.scene](cast)

    def problems(self) -> Iterator[str]:
        """What is wrong with the line itself."""
        at = f"{place(self.app)}/tests/access.toml: {self.name}"
        for word in sorted(set(self.words) - _WORDS):
            yield f"{at}: unknown word {word}"
        for who in self.columns:
            if self.expected(who) not in VALUES:
                yield f"{at}: says nothing about {who}"
        if self.words.get(ANONYMOUS) == "ok" and len(str(self.words.get("why", "")).split()) < 4:
            yield f"{at}: is open to strangers and does not say why"
        if self.scene and self.scene not in scenes(self.app):
            yield f"{at}: {place(self.app)}/tests/scenes.py has no scene of that name"


def scenes(app: Path) -> Mapping[str, Callable[[Cast], Scene]]:
    """The objects that an app's lines speak of: `SCENES` in its `tests/scenes.py`."""
    if not (app / "tests" / "scenes.py").exists():
        return {}
    dotted = ".".join(("sewaka", *app.relative_to(PACKAGE).parts, "tests", "scenes"))
    found: Mapping[str, Callable[[Cast], Scene]] = importlib.import_module(dotted).SCENES
    return found


@cache
def lines() -> tuple[Line, ...]:
    """All lines of all apps."""
    paths = sorted(PACKAGE.glob("**/tests/access.toml"))
    return tuple(line for path in paths for line in read(path.read_text(), app=path.parents[1]))


def read(text: str, *, app: Path) -> Iterator[Line]:
    """The lines of one table."""
    for key, methods in tomllib.loads(text).items():
        for method, words in methods.items():
            named = {scene: value for scene, value in words.items() if isinstance(value, dict)}
            for scene, inner in named.items():
                yield Line(key=key, method=method, scene=scene, words=inner, app=app)
            plain = {word: value for word, value in words.items() if word not in named}
            if plain:
                yield Line(key=key, method=method, scene="", words=plain, app=app)
