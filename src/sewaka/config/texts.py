"""The words of the city: extraction, compilation and the checks of the message catalogues.

    python -m sewaka.config.texts update    extract; keep what is translated; list what is not
    python -m sewaka.config.texts compile   write the .mo files that Django reads
    python -m sewaka.config.texts check     fail on anything stale, missing, fuzzy or officious

Every app keeps its own catalogue, `<app>/locale/id/LC_MESSAGES/django.po`. Message ids are
complete English, so English needs no catalogue of its own. Babel does the work, because the usual
gettext programs are not in reach of `pip install`. Catalogues carry no dates and no line numbers:
two people who change different texts meet no conflict.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
GLOSSARY = PACKAGE.parents[1] / "docs" / "glossary.md"
LANGUAGE = "id"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"

_LAYERS = ("kernel", "platform", "modules", "city", "config")
_SKIPPED = frozenset({"tests", "migrations", "locale", "static", "node_modules", "skeleton"})
_TEMPLATES = frozenset({".html", ".txt", ".svg", ".xml", ".json", ".js", ".webmanifest"})
_HEADER = """\
# Indonesian texts. Words and forbidden officialese: docs/glossary.md
msgid ""
msgstr ""
"Language: id\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{(\w*)[^{}]*\}(?!\})")
_POSITIONAL = re.compile(r"(?<!%)(?:%%)*%(?:[-#0+ ]*\d*(?:\.\d+)?)[sdifr]|(?<!\{)\{\}(?!\})")


@dataclass(frozen=True, slots=True)
class Owner:
    """A folder with its own catalogue: an app, or a layer for the files directly in it."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder as people say it, `modules/reports`."""
        return self.folder.relative_to(PACKAGE).as_posix()

    @property
    def po(self) -> Path:
        """The catalogue. Absent when the folder has no texts."""
        return self.folder / CATALOGUE

    @property
    def mo(self) -> Path:
        """What Django reads; built, never committed."""
        return self.po.with_suffix(".mo")


def owners() -> Iterator[Owner]:
    """Every folder that can have texts, in a stable order."""
    for layer in _LAYERS:
        yield Owner(folder=PACKAGE / layer)
        for folder in sorted((PACKAGE / layer).iterdir()):
            is_package = (folder / "__init__.py").exists()
            if is_package and folder.name not in _SKIPPED:
                yield Owner(folder=folder)


def extracted(owner: Owner) -> Catalog:
    """A fresh catalogue of all texts that the folder's code and templates mention."""
    catalogue = _empty()
    for path in _sources(owner):
        place = path.relative_to(PACKAGE.parent).as_posix()
        for _line, words, comments, context in _messages(path):
            catalogue.add(words, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalogue


def merged(owner: Owner) -> Catalog:
    """The extracted catalogue with the translations that stand in the file now."""
    fresh = extracted(owner)
    known = stored(owner)
    for message in _entries(fresh):
        old = known.get(message.id, context=message.context)
        if old is not None:
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
            message.user_comments = old.user_comments
    return fresh


def stored(owner: Owner) -> Catalog:
    """The catalogue as it stands in the file; empty when there is none."""
    if not owner.po.exists():
        return _empty()
    with owner.po.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def rendered(catalogue: Catalog) -> str:
    """The text of a .po file, always the same for the same messages."""
    buffer = io.BytesIO()
    for message in _entries(catalogue):
        message.locations = sorted({(place, 0) for place, _line in message.locations})
    write_po(buffer, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=100)
    return _HEADER + buffer.getvalue().decode().strip() + "\n"


def update() -> list[str]:
    """Rewrite every catalogue from the sources; gives the texts that still want a translation."""
    wanted: list[str] = []
    known = _known()
    for owner in owners():
        catalogue = merged(owner)
        for message in _entries(catalogue):
            if not _is_whole(message):
                message.string = known.get((message.id, message.context), message.string)
        if not len(catalogue):
            owner.po.unlink(missing_ok=True)
            continue
        owner.po.parent.mkdir(parents=True, exist_ok=True)
        owner.po.write_text(rendered(catalogue), encoding="utf-8")
        wanted += [f"{owner.name}: {_words(m)}" for m in _entries(catalogue) if not _is_whole(m)]
    return wanted


def _known() -> dict[tuple[object, str | None], Any]:
    """What is translated anywhere: the same text says the same in the whole city."""
    stored_entries = (message for owner in owners() for message in _entries(stored(owner)))
    return {(m.id, m.context): m.string for m in stored_entries if _is_whole(m)}


def compile_catalogues() -> int:
    """Write the .mo of each catalogue that is newer than it; gives how many were written.

    Safe while other processes do the same: each file appears whole or not at all.
    """
    count = 0
    for owner in owners():
        if not owner.po.exists():
            owner.mo.unlink(missing_ok=True)
        elif _is_stale(owner):
            _write_whole(owner.mo, stored(owner))
            count += 1
    return count


def problems() -> Iterator[str]:
    """What is wrong with the texts, in words that name the file; nothing when all is well."""
    seen: dict[tuple[object, str | None], tuple[object, str]] = {}
    refused = _refused_words()
    for owner in owners():
        yield from _catalogue_problems(owner)
        for message in _entries(stored(owner)):
            for reason in _message_problems(message, refused):
                yield f"{owner.name}: {_words(message)}: {reason}"
            if not _is_whole(message):
                continue
            key = (message.id, message.context)
            first, where = seen.setdefault(key, (message.string, owner.name))
            if first != message.string:
                yield f"{owner.name}: {_words(message)}: translated otherwise in {where}"


def officialese(glossary: str) -> dict[str, str]:
    """The words that people do not read, and ours for them, from the table in the glossary."""
    _, _, table = glossary.partition("## Officialese")
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", table, flags=re.MULTILINE)
    return {
        word.strip().casefold(): ours
        for left, ours in rows[1:]
        if not left.startswith("-")
        for word in left.split(",")
    }


def _refused_words() -> list[tuple[re.Pattern[str], str, str]]:
    listed = officialese(GLOSSARY.read_text(encoding="utf-8"))
    return [
        (re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE), word, ours)
        for word, ours in listed.items()
    ]


def _catalogue_problems(owner: Owner) -> Iterator[str]:
    catalogue = merged(owner)
    present = owner.po.read_text(encoding="utf-8") if owner.po.exists() else ""
    wanted = rendered(catalogue) if len(catalogue) else ""
    if present != wanted:
        yield f"{owner.name}: {CATALOGUE} is not what the sources say; run `... texts update`"
    elif present and not _is_read_by_django(owner):
        yield f"{owner.name}: not an installed app nor in LOCALE_PATHS: nobody reads its catalogue"


def _is_read_by_django(owner: Owner) -> bool:
    dotted = "sewaka." + owner.name.replace("/", ".")
    if any(app == dotted or app.startswith(f"{dotted}.") for app in settings.INSTALLED_APPS):
        return True
    return owner.folder / "locale" in {Path(path) for path in settings.LOCALE_PATHS}


def _message_problems(
    message: Message, refused: list[tuple[re.Pattern[str], str, str]]
) -> Iterator[str]:
    if not _is_whole(message):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked fuzzy: somebody has to read it"
    sources, targets = _strings(message.id), _strings(message.string)
    if any(_POSITIONAL.search(text) for text in sources):
        yield "placeholders need names: %(name)s or {name}"
    expected = set().union(*map(_placeholders, sources))
    if any(_placeholders(text) != expected for text in targets):
        yield f"the translation must have the placeholders {sorted(expected)}"
    for pattern, word, ours in refused:
        if any(pattern.search(text) for text in targets):
            yield f"officialese “{word}”; say: {ours}"


def _placeholders(text: str) -> set[str]:
    return {named or braced for named, braced in _PLACEHOLDER.findall(text)}


def _sources(owner: Owner) -> Iterator[Path]:
    is_layer = owner.folder.name in _LAYERS and owner.folder.parent == PACKAGE
    if is_layer:
        candidates: Iterable[Path] = owner.folder.glob("*.py")
    else:
        candidates = owner.folder.rglob("*")
    for path in sorted(candidates):
        if _SKIPPED.isdisjoint(path.relative_to(owner.folder).parts[:-1]) and _method(path):
            yield path


def _method(path: Path) -> str:
    if path.suffix == ".py":
        return "python"
    is_template = path.suffix in _TEMPLATES and "templates" in path.parts
    return "template" if is_template else ""


def _messages(
    path: Path,
) -> Iterable[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if _method(path) == "template":
        source = _as_python(source, str(path))
    stream = io.BytesIO(source.encode())
    return extract("python", stream, keywords=_KEYWORDS, comment_tags=("Translators:",))


def _as_python(template: str, origin: str) -> str:
    """What Django's `templatize` leaves of a template, without the indents that Python minds."""
    return "\n".join(line.lstrip() for line in templatize(template, origin=origin).splitlines())


def _entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _strings(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple | list) else (str(value or ""),)  # type: ignore[return-value] # Babel's own shape: text or plural forms


def _empty() -> Catalog:
    """A catalogue of one plural form, which Indonesian has; Babel's own table says two."""
    catalogue = Catalog(locale=LANGUAGE)
    catalogue.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    return catalogue


def _is_whole(message: Message) -> bool:
    texts = _strings(message.string)
    return bool(texts) and all(texts)


def _words(message: Message) -> str:
    return repr(_strings(message.id)[0])


def _is_stale(owner: Owner) -> bool:
    return not owner.mo.exists() or owner.mo.stat().st_mtime < owner.po.stat().st_mtime


def _write_whole(target: Path, catalogue: Catalog) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as file:
        write_mo(file, catalogue)
    written = Path(file.name)
    written.chmod(0o644)
    written.replace(target)


def _say(lines: Iterable[str]) -> int:
    count = 0
    for line in lines:
        count += 1
        sys.stdout.write(f"{line}\n")
    return count


def main(arguments: list[str]) -> int:
    """The command: `update`, `compile` or `check`. Gives the exit status."""
    commands: dict[str, Callable[[], int]] = {
        "update": lambda: 0 if _say(update()) >= 0 else 1,
        "compile": lambda: 0 if compile_catalogues() >= 0 else 1,
        "check": lambda: 1 if _say(problems()) else 0,
    }
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    return commands[arguments[0]]()


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    django.setup()
    raise SystemExit(main(sys.argv[1:]))
