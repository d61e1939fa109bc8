"""What the rest of the city may do with documents."""

from __future__ import annotations

from sewaka.platform.documents.glyphs import drawable
from sewaka.platform.documents.typesetting import Line, Paper, pdf

__all__ = ["Line", "Paper", "drawable", "pdf"]
