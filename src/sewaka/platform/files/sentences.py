"""Sentences for the codes that files raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "files.unknown": _("This file does not exist."),
    "files.quota": _("That was many files for one day. Try again tomorrow."),
}
