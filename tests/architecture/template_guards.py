"""Guards over templates: nothing inline, nothing unescaped, nobody else's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.architecture.tree import Source, module_codes

_UNSAFE = re.compile(r"\|\s*safe(seq)?\b|\{%-?\s*autoescape\s+off")
_INLINE = re.compile(
    r"""<style\b|\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|\shx-on[:\w-]*\s*=|["']js:""",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>", re.IGNORECASE)
_STATIC = re.compile(r"\{%\s*(load\s+[^%]*\bstatic\b|static\b|get_static_prefix\b)")
_FOREIGN = re.compile(r"""(?:src|action|poster)\s*=\s*["']https?://""", re.IGNORECASE)
_NAMES = re.compile(r"""\{%\s*(url|include|extends)\s+["']([^"']+)["']""")
_MAIL_FOLDERS = frozenset({"mail", "email"})


def _found(source: Source, pattern: re.Pattern[str], words: str) -> Iterator[str]:
    for match in pattern.finditer(source.text):
        line = source.text.count("\n", 0, match.start()) + 1
        yield f"{source.place}:{line}: {words}"


def unescaped(source: Source) -> Iterator[str]:
    """Templates escape; user text is text."""
    yield from _found(source, _UNSAFE, "templates escape; make a component instead")


def inline_code(source: Source) -> Iterator[str]:
    """The content policy allows no inline style, script or handler."""
    if _MAIL_FOLDERS & set(source.parts):
        return
    yield from _found(source, _INLINE, "no inline style or handler: the policy refuses it")
    for match in _SCRIPT.finditer(source.text):
        attributes = match["attributes"]
        if "src=" not in attributes and "application/json" not in attributes:
            line = source.text.count("\n", 0, match.start()) + 1
            yield f"{source.place}:{line}: no inline script; use json_script and a file"


def system_static(source: Source) -> Iterator[str]:
    """Assets have hashed names from the build; Django's `static` does not know them."""
    yield from _found(source, _STATIC, "use the asset tag of kernel/ui, not {% static %}")


def foreign_origins(source: Source) -> Iterator[str]:
    """A page loads nothing from anywhere else."""
    yield from _found(source, _FOREIGN, "nothing is loaded from another origin")


def another_modules_templates(source: Source) -> Iterator[str]:
    """A module's pages and parts are named by that module only."""
    for match in _NAMES.finditer(source.text):
        owner = re.split("[:/]", match[2])[0]
        if owner in module_codes() and source.app != f"modules/{owner}":
            line = source.text.count("\n", 0, match.start()) + 1
            yield f"{source.place}:{line}: {match[1]} of {owner}; ask the registry"


ALL = (unescaped, inline_code, system_static, foreign_origins, another_modules_templates)
