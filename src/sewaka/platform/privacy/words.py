"""The words for kinds of requests, grounds of refusal and ways of looking."""

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
CHANNELS = {
    "page": _("on a page"),
    "search": _("by a search"),
    "print": _("in print"),
    "pdf": _("in a letter"),
    "api": _("by a program"),
    "export": _("in a copy"),
}
