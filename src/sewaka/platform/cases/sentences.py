"""Sentences for the codes that cases raises (kernel.problems)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sewaka.platform.cases.words import refusal_words


def _stale(facts: Mapping[str, Any]) -> str:
    """Who was faster, and with what."""
    return refusal_words("cases.stale", dict(facts))


SENTENCES = {
    "cases.stale": _stale,
    "cases.not_found": _("This case does not exist."),
    "cases.forbidden": _("This act belongs to another office."),
    "cases.not_in_bulk": _("This act needs a look at each case."),
    "cases.closed": _("The case is closed."),
    "cases.invalid": _("Something is missing in what was written."),
}
