"""The tree as the architecture tests read it: files once from disk, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "sewaka"


@dataclass(frozen=True)
class Source:
    """A Python file: where it stands and what it says."""

    place: str  # from the root, with slashes
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, filename=self.place)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node once, in no promised order."""
        return tuple(ast.walk(self.tree))

    @property
    def parts(self) -> tuple[str, ...]:
        """The steps below `src/sewaka`, such as `("modules", "reports", "web.py")`."""
        return tuple(self.place.removeprefix("src/sewaka/").split("/"))

    @property
    def layer(self) -> str:
        """One of the five packages."""
        return self.parts[0]

    @property
    def app(self) -> str:
        """Layer and app, `modules/reports`."""
        return "/".join(self.parts[:2])

    def is_part(self, name: str) -> bool:
        """Whether this is `name.py` of its app, or lies in the package of that name."""
        return len(self.parts) > 2 and self.parts[2] in (name, f"{name}.py")

    def at(self, node: ast.AST, words: str) -> str:
        """A finding: place, line, what is wrong and what to do."""
        return f"{self.place}:{getattr(node, 'lineno', 1)}: {words}"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is in git or would be added to it."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(  # noqa: S603 - the words above, nothing from outside
        command, cwd=ROOT, capture_output=True, check=True
    ).stdout
    paths = (ROOT / name for name in sorted(set(listed.decode().split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def place(path: Path) -> str:
    """A path from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def python() -> tuple[Source, ...]:
    """Every Python file of the project."""
    return tuple(
        Source(place=place(path), text=path.read_text(encoding="utf-8"))
        for path in tracked()
        if path.suffix == ".py"
    )


@cache
def product() -> tuple[Source, ...]:
    """The Python files that run in a city: no tests, no migrations, no skeleton of a new module."""
    away = {"tests", "migrations", "skeleton"}
    return tuple(
        source
        for source in python()
        if source.place.startswith("src/sewaka/") and away.isdisjoint(source.parts)
    )


@cache
def templates() -> tuple[Source, ...]:
    """The templates of all apps."""
    return tuple(
        Source(place=place(path), text=path.read_text(encoding="utf-8"))
        for path in tracked()
        if "templates" in path.parts and "skeleton" not in path.parts
        if path.suffix in (".html", ".txt", ".xml", ".svg")
    )


@cache
def module_codes() -> tuple[str, ...]:
    """The folders of `modules/`."""
    folders = (PACKAGE / "modules").iterdir()
    return tuple(sorted(f.name for f in folders if (f / "__init__.py").exists()))


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


def imported(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Each imported thing as a dotted name, with the node that imports it."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Each call with the dotted name of what is called."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def words_of(node: ast.AST | None) -> str | None:
    """The text of a string constant; None for anything else."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None  # type: ignore[union-attr] # checked in the line above


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef, *, with_docstring: bool = True) -> int:
    """How many lines a function takes, from `def` to its end."""
    count = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if not with_docstring and isinstance(first, ast.Expr) and words_of(first.value) is not None:
        count -= (first.end_lineno or first.lineno) - first.lineno + 1
    return count
