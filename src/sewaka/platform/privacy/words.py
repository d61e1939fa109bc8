"""The words for kinds of requests, grounds of refusal, and errors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.platform.privacy.rules import Ground, Kind

KINDS = {
    Kind.ACCESS: _("Tell me more about my data"),
    Kind.CORRECTION: _("Correct my data"),
    Kind.ERASURE: _("Erase something about me"),
    Kind.OBJECTION: _("Stop using my data for something"),
    Kind.RESTRICTION: _("Lock my data for now"),
    Kind.HUMAN_REVIEW: _("Let a person look at a decision"),
}
GROUNDS = {
    Ground.SAFETY: _("It would endanger somebody"),
    Ground.OTHERS: _("It would show data of somebody else"),
    Ground.SECURITY: _("National defence and security"),
    Ground.LAW: _("Another law obliges the city to keep it"),
}
ERRORS = {
    "privacy.request.kind": _("Choose what this is about."),
    "privacy.request.words": _("Write a few words, at most 4,000 characters."),
    "privacy.request.ground": _("Choose one of the grounds."),
    "privacy.request.answered": _("Somebody has just answered this. Reload the page."),
    "people.erase.staff": _(
        "You hold a role in office. It must end before the account can be erased."
    ),
}
CHANNELS = {
    "page": _("on a page"),
    "search": _("by a search"),
    "print": _("in print"),
    "pdf": _("in a letter"),
    "api": _("by a program"),
    "export": _("in a copy"),
}
