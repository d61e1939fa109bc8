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

# Names in the rows of a copy; programs read the key, people the word.
FIELDS = {
    "address": _("address"),
    "agency": _("office"),
    "answer": _("answer"),
    "answered_at": _("answered at"),
    "area": _("area"),
    "asked_at": _("asked at"),
    "at": _("when"),
    "body": _("text"),
    "browser": _("browser"),
    "description": _("description"),
    "email": _("e-mail address"),
    "from": _("from"),
    "full_name": _("full name"),
    "given_at": _("given at"),
    "kind": _("kind"),
    "landmark": _("landmark"),
    "language": _("language"),
    "lat": _("latitude"),
    "lon": _("longitude"),
    "name": _("name"),
    "network": _("network"),
    "nik": _("NIK"),
    "number": _("number"),
    "phone": _("telephone number"),
    "purpose": _("purpose"),
    "registered_at": _("registered at"),
    "role": _("role"),
    "sent_at": _("sent at"),
    "signed_in_at": _("signed in at"),
    "subject": _("subject"),
    "to": _("to"),
    "until": _("until"),
    "withdrawn_at": _("withdrawn at"),
    "words": _("words"),
}
