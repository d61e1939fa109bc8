"""`sewaka new-module parkir`: a folder that is a working city service from its first minute.

It is made of the templates in `config/skeleton` (string.Template: `$code`, `$name`, ...). What is
still the beginner's own: rules, texts, law. The folder passes the conformance suite as it is.
"""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

import click

SKELETON = Path(__file__).resolve().parent / "skeleton"
MODULES = Path(__file__).resolve().parents[1] / "modules"
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NAME = re.compile(r"\w[\w -]{0,59}")
_AGENCY = re.compile(r"[a-z0-9-]{1,40}")
_MAX_LENGTH = 40  # Case.module


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to begin."""

    code: str
    name: str
    nama: str
    agency: str

    @property
    def words(self) -> Mapping[str, str]:
        """What stands in the templates for each `$word`."""
        parts = self.code.split("_")
        return {
            "code": self.code,
            "Class": "".join(part.capitalize() for part in parts),
            "name": self.name,
            "nama": self.nama,
            "agency": self.agency,
            "prefix": self.code[0].upper(),
        }


@click.command()
@click.argument("code")
@click.option("--name", help="The service in English; the code itself when left out.")
@click.option("--nama", help="The service in Indonesian; like --name when left out.")
@click.option("--agency", default="diskominfos", show_default=True, help="Code of the office.")
def group(code: str, name: str | None, nama: str | None, agency: str) -> None:
    """Make the folder of a new city service."""
    english = name or code.replace("_", " ").capitalize()
    wish = Wish(code=code, name=english, nama=nama or english, agency=agency)
    folder = make(wish, modules=MODULES)
    click.echo(f"Made {folder}.")
    click.echo("Add one line to SEWAKA_MODULES in src/sewaka/config/settings.py:")
    click.echo(f'    "sewaka.modules.{code}",')
    click.echo("Then: make check test. How it goes on: docs/tutorial/first-service.md")


def make(wish: Wish, *, modules: Path) -> Path:
    """Write the folder below `modules` and give it back. Raises click.UsageError."""
    is_word = _CODE.fullmatch(wish.code) and not keyword.iskeyword(wish.code)
    if not is_word or len(wish.code) > _MAX_LENGTH:
        raise click.UsageError(f"{wish.code} is no name for a module: small letters, digits, _")
    if not (_NAME.fullmatch(wish.name) and _NAME.fullmatch(wish.nama)):
        raise click.UsageError("a name is letters, digits, blanks and hyphens, at most 60")
    if not _AGENCY.fullmatch(wish.agency):
        raise click.UsageError(f"{wish.agency} is no code of an agency")
    folder = modules / wish.code
    if folder.exists():
        raise click.UsageError(f"{folder} is already there; nothing was changed")
    for source in sorted(SKELETON.rglob("*.tmpl")):
        _write(source, folder / _place(source, wish), wish)
    _translate(folder)
    return folder


def _place(source: Path, wish: Wish) -> Path:
    inside = source.relative_to(SKELETON).with_suffix("")
    parts = [wish.code if part == "module" else part for part in inside.parts]
    return Path(*parts)


def _write(source: Path, target: Path, wish: Wish) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    template = Template(source.read_text(encoding="utf-8"))
    target.write_text(template.substitute(wish.words), encoding="utf-8")


def _translate(folder: Path) -> None:
    """Write the catalogue, with the translations that the skeleton brings."""
    from sewaka.config import texts  # Babel and Django: only this command pays for them

    listed = folder / "translations.toml"
    known = tomllib.loads(listed.read_text(encoding="utf-8"))
    listed.unlink()
    owner = texts.Owner(folder=folder)
    catalogue = texts.extracted(owner)
    for message in catalogue:
        if message.id:
            message.string = known[str(message.id)]
    owner.po.parent.mkdir(parents=True)
    owner.po.write_text(texts.rendered(catalogue), encoding="utf-8")


if __name__ == "__main__":
    group()
