"""Sentences for the codes that agencies raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "agencies.unknown": _("This office does not exist."),
}
