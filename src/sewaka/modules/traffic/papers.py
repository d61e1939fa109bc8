"""Traffic on paper: the report before and after a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sewaka.modules.traffic.models import KpiComparison
from sewaka.platform.documents import api as documents
from sewaka.platform.documents.api import Line, Paper
from sewaka.platform.territory import api as territory

_FOLDER: Final = Path(__file__).parent / "documents"


def before_after(
    *,
    found: KpiComparison,
    verdict: str,
    lines: Sequence[tuple[str, str]],
    address: str,
    now: datetime,
) -> bytes:
    """The report of a comparison. `verdict` and `lines` as on its page."""
    paper = Paper(
        title=_("Before and after"),
        language=(get_language() or "id")[:2],
        office=_("Traffic control"),
        city=next((one.name for one in territory.areas(level=territory.Level.CITY)), ""),
        number=f"{found.after_begin:%Y-%m-%d}",
        intro=verdict,
        lines=[Line(label, text) for label, text in lines],
        closing=_("The same with the days that were left out:"),
        address=address,
    )
    return documents.pdf(template=_FOLDER / "before_after.typ", paper=paper, now=now)
