"""Sentences for the codes that privacy raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "privacy.nobody": _("Sign in first."),
    "privacy.consent.held": _("This consent was given already."),
    "privacy.consent.unknown": _("There is no such consent."),
    "privacy.request.kind": _("Choose what this is about."),
    "privacy.request.words": _("Write a few words, at most 4,000 characters."),
    "privacy.request.ground": _("Choose one of the grounds."),
    "privacy.request.answered": _("Somebody has just answered this. Reload the page."),
    "privacy.request.unknown": _("There is no such request."),
    "privacy.retention.too_short": _(
        "The law wants these data kept longer. Nothing was destroyed."
    ),
}
