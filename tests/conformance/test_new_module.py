"""`sewaka new-module parkir` in a copy of the tree: the folder passes the suite as it is.

The copy has its own settings line; checks run there as a beginner would run them, against the
server of this very run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sewaka.config import cli, new_module, texts
from sewaka.config.databases import Address
from sewaka.config.new_module import Wish
from tests import throwaway
from tests.architecture import guards, template_guards
from tests.architecture.test_guards import Guard
from tests.architecture.tree import ROOT, Source, place, tracked

WISH = Wish(code="parkir", name="Parking", nama="Parkir", agency="dishub")
LINE = '"sewaka.modules.parkir"'
COMMAND = (
    *("sewaka.config.new_module", "parkir"),
    *("--name", "Parking", "--nama", "Parkir", "--agency", "dishub"),
)
MODULE = "src/sewaka/modules/parkir"
MODULES = "SEWAKA_MODULES: list[str] = ["


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree with the new module in it."""
    root = tmp_path_factory.mktemp("tree")
    for path in tracked():
        _copy(path, root / place(path))
    run(root, *COMMAND)
    settings = root / "src" / "sewaka" / "config" / "settings.py"
    text = settings.read_text()
    assert MODULES in text
    settings.write_text(text.replace(MODULES, f"{MODULES}{LINE}, "))
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)  # noqa: S607 - git of the path
    return root


def _copy(path: Path, target: Path) -> None:
    """The file and its bytecode, which stays valid because the file keeps its time."""
    for found in (path, *path.parent.glob(f"__pycache__/{path.stem}.*.pyc")):
        copied = target.parent / found.relative_to(path.parent)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(found, copied)


def run(copy: Path, *command: str, **variables: str) -> str:
    """What a command says there; fails the test with it when the command fails."""
    # A run within a run: the inner one makes a template of its own, with the new table.
    inherited = {name: value for name, value in os.environ.items() if name != "SEWAKA_TEST_SERVER"}
    done = subprocess.run(  # noqa: S603 - the words are ours
        [sys.executable, *(() if command[0] == "-c" else ("-m",)), *command],
        cwd=copy,
        env={**inherited, "PYTHONPATH": "src", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (
        f"{' '.join(command)}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
    )
    return done.stdout


def test_is_formatted_and_linted(copy: Path) -> None:
    run(copy, "ruff", "check", MODULE)
    run(copy, "ruff", "format", "--check", MODULE)


@pytest.mark.parametrize("guard", [*guards.ALL, *template_guards.ALL], ids=lambda g: g.__name__)
def test_obeys_the_guards(guard: Guard, copy: Path) -> None:
    wanted = ".html" if guard in template_guards.ALL else ".py"
    files = sorted((copy / MODULE).rglob(f"*{wanted}"))
    sources = [Source(place=f.relative_to(copy).as_posix(), text=f.read_text()) for f in files]
    judged = [source for source in sources if not {"tests", "migrations"} & set(source.parts)]
    assert len(judged) >= 2
    assert [words for source in judged for words in guard(source)] == []


def test_its_texts_are_whole(copy: Path) -> None:
    code = "from sewaka.config import texts; print(*texts.problems(), sep='\\n')"
    start = "import django; django.setup();"
    said = run(copy, "-c", start + code, DJANGO_SETTINGS_MODULE="tests.settings")
    assert [line for line in said.splitlines() if line.startswith("modules/parkir:")] == []


def test_keeps_the_layers(copy: Path) -> None:
    run(copy, "importlinter.cli", "lint-imports", "--no-cache")


def test_needs_no_further_migration(copy: Path, database_server: Address) -> None:
    server = throwaway.as_url(database_server)
    run(
        copy,
        *("django", "makemigrations", "--check", "--dry-run", "parkir"),
        DJANGO_SETTINGS_MODULE="tests.settings",
        DATABASE_URL=server,
    )


def test_passes_its_own_tests_and_the_suite(copy: Path, database_server: Address) -> None:
    said = run(
        copy,
        *("pytest", "-q", "-n", "0", "-p", "no:randomly", "-x"),
        *(MODULE, "tests/conformance"),
        *("-k", "parkir or every_address or tables_are_whole"),
        SEWAKA_TEST_DATABASE_URL=throwaway.as_url(database_server),
        SEWAKA_TEST_BASE=throwaway.template_name(),
        SEWAKA_TEST_HOME=str(copy / "var"),
    )
    assert " passed" in said


@pytest.mark.parametrize("code", ["Parkir", "2go", "class", "par-kir", "a" * 41, "../up"])
def test_refuses_what_is_no_name(code: str, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no name for a module"):
        new_module.make(Wish(code, "Name", "Nama", "dishub"), modules=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_never_writes_over_a_folder(tmp_path: Path) -> None:
    (tmp_path / "parkir").mkdir()
    with pytest.raises(Exception, match="already there"):
        new_module.make(WISH, modules=tmp_path)
    assert list((tmp_path / "parkir").iterdir()) == []


def test_the_command_prints_the_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "sewaka"
    shutil.copytree(ROOT / "src" / "sewaka" / "config" / "skeleton", tmp_path / "skeleton")
    (package / "modules").mkdir(parents=True)
    monkeypatch.setattr(texts, "PACKAGE", package)
    monkeypatch.setattr(new_module, "MODULES", package / "modules")
    said = CliRunner().invoke(cli.main, ["new-module", "parkir", "--nama", "Parkir kota"])
    assert said.exit_code == 0
    assert f"    {LINE}," in said.output.splitlines()
    assert (
        'msgstr "Parkir kota"'
        in (package / "modules/parkir/locale/id/LC_MESSAGES/django.po").read_text()
    )
