"""What the rest of the city may do with documents."""

from __future__ import annotations

from sewaka.platform.documents.glyphs import drawable
from sewaka.platform.documents.typesetting import Line, Paper, code, pdf, typeset

__all__ = ["Line", "Paper", "code", "drawable", "pdf", "typeset"]
