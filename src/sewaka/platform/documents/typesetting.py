"""From a template and its facts to the bytes of a PDF."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
import segno
import typst
from django.utils.translation import gettext as _

import sewaka
from sewaka.kernel.ui.formats import moment
from sewaka.platform.documents.glyphs import drawable

# Templates name each other from here; nothing outside can be read by them.
ROOT: Final = Path(sewaka.__file__).parent
STANDARDS: Final[list[typst.PDFStandard]] = ["ua-1", "a-2a"]


@dataclass(frozen=True, slots=True)
class Line:
    """A fact with its name."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What every document carries; a template lays it out. All words are translated already.

    `address` is drawn as a QR code and printed below it: the public page, never a secret link.
    """

    title: str
    language: str  # id, en
    office: str  # who issues it
    city: str
    number: str
    lines: Sequence[Line]
    address: str
    intro: str = ""
    quote: str = ""  # words of a citizen
    closing: str = ""
    extra: Mapping[str, str] | None = None  # what one template needs beside


def pdf(*, template: Path, paper: Paper, now: datetime) -> bytes:
    """The document of one paper, made as by `typeset`."""
    printed = _("Printed")
    facts = {**_drawable(paper), "qr": code(paper.address), "printed": f"{printed} {moment(now)}"}
    return typeset(template=template, facts=facts, now=now)


def typeset(*, template: Path, facts: Mapping[str, Any], now: datetime) -> bytes:
    """A template with its facts as tagged PDF/A-2a; the same of all three give the same bytes.

    For papers of a shape of their own; words in `facts` are translated already. Raises
    typst.TypstError when the template itself is wrong; facts can not make it fail.
    """
    made = typst.Compiler(
        input=template, root=ROOT, font_paths=_fonts(), ignore_system_fonts=True
    ).compile(
        format="pdf",
        sys_inputs={"facts": orjson.dumps(_drawable(facts)).decode()},
        pdf_standards=STANDARDS,
        timestamp=int(now.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


def code(address: str, *, level: str = "m") -> str:
    """The QR code of an address as SVG; `level` (ISO/IEC 18004: l, m, q, h) is what may be hurt."""
    drawn = io.BytesIO()
    segno.make(address, error=level, micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the wheel, and none of this machine: the same bytes everywhere."""
    return typst.Fonts(include_system_fonts=False)


def _drawable(found: Any) -> Any:
    """The same value with only what the fonts can draw."""
    if isinstance(found, str):
        return drawable(found)
    if isinstance(found, Mapping):
        return {key: _drawable(value) for key, value in found.items()}
    if isinstance(found, Sequence):
        return [_drawable(one) for one in found]
    if isinstance(found, Paper | Line):
        return {name: _drawable(getattr(found, name)) for name in found.__slots__}
    return found
