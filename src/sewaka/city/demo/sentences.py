"""Sentences for the codes that the demo city raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "demo.not_a_demo": _("This is a real city. The demo city is never loaded here."),
}
