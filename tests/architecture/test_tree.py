"""What may lie in the repository, and how large it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, place, tracked

CODE = frozenset({".py", ".js", ".mjs", ".ts", ".css", ".html", ".sh"})
BINARY = frozenset(
    {".woff", ".woff2", ".ttf", ".otf", ".eot", ".whl", ".so", ".exe", ".jar", ".apk", ".zip"}
    | {".gz", ".onnx", ".pt", ".bin", ".mo", ".sqlite3"}
)
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".pdf"})  # small ones, in test folders
PICTURE_BYTES = 200_000
FILE_LINES = 400
LINE_LENGTH = 5_000
# Assembled, so that this file does not find itself.
SECRETS = re.compile(
    "|".join(
        (
            "-----BEGIN " + r"[A-Z ]*PRIVATE KEY",
            "AKIA" + r"[0-9A-Z]{16}",
            r"\bgh" + r"[pousr]_[A-Za-z0-9]{36}\b",
        )
    )
)
MACHINE = re.compile(r"(?<![\w.\-])/(?:" + "|".join(("work", "root")) + r")/\w|/home/\w+/")


def texts() -> Iterator[tuple[Path, str]]:
    """Every tracked text with its words; binary files are another test's matter."""
    for path in tracked():
        if path.suffix not in BINARY | PICTURES:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def too_long() -> Iterator[str]:
    """Files over 400 lines of code."""
    for path, text in texts():
        count = text.count("\n")
        if path.suffix in CODE and count > FILE_LINES:
            yield f"{place(path)}: {count} lines; make it a package, split by use case"


def machine_made() -> Iterator[str]:
    """Minified files, fonts, wheels, large pictures: built, never tracked."""
    for path in tracked():
        if path.suffix in BINARY or ".min." in path.name:
            yield f"{place(path)}: built or foreign; it does not belong in git"
        if path.suffix in PICTURES and path.stat().st_size > PICTURE_BYTES:
            yield f"{place(path)}: {path.stat().st_size} bytes of picture"
    for path, text in texts():
        if max(map(len, text.splitlines()), default=0) > LINE_LENGTH:
            yield f"{place(path)}: a line over {LINE_LENGTH} characters"


def secrets() -> Iterator[str]:
    """Keys and tokens."""
    for path, text in texts():
        if SECRETS.search(text):
            yield f"{place(path)}: looks like a secret"


def machine_paths() -> Iterator[str]:
    """Paths of somebody's machine."""
    for path, text in texts():
        for match in MACHINE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{place(path)}:{line}: a path of one machine: {match.group()}…"


def placeholders() -> Iterator[str]:
    """Promises in comments: what is not done is left out."""
    pattern = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    for path, text in texts():
        if path.suffix in CODE and (found := pattern.search(text)):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{place(path)}:{line}: {found.group()}: do it or leave it out"


def broken_links() -> Iterator[str]:
    """Links in our documents that lead nowhere."""
    for path, text in texts():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            is_ours = "://" not in target and not target.startswith("mailto:")
            if is_ours and not (path.parent / target).exists():
                yield f"{place(path)}: the link to {target} leads nowhere"


@pytest.mark.parametrize(
    "rule",
    [too_long, machine_made, secrets, machine_paths, placeholders, broken_links],
    ids=lambda r: r.__name__,
)
def test_tree(rule: Callable[[], Iterator[str]]) -> None:
    assert list(rule()) == []


def test_patterns_find_what_they_are_for() -> None:
    assert MACHINE.search("open('/work" + "/main/x')")
    assert MACHINE.search("/home" + "/made/sewaka")
    assert not MACHINE.search("https://sewaka.example/work/inbox")
    assert SECRETS.search("-----BEGIN " + "RSA PRIVATE KEY-----")
    assert SECRETS.search("AKIA" + "ABCDEFGHIJKLMNOP")


def test_lock_of_uv_is_ignored() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text().splitlines()
