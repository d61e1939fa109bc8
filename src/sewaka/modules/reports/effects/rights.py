"""What the author may always do: close the report, ask to open it, erase the contact."""

from __future__ import annotations

from sewaka.modules.reports import events
from sewaka.modules.reports.effects.acts import Act
from sewaka.modules.reports.models import ReporterContact, catalogue
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules.draft import Identity, ReportKind, visibility_of
from sewaka.platform.cases.api import Outcome


def make_private(act: Act) -> Outcome:
    """More private at once: text, photos and place leave the public's sight with this deed."""
    if act.report.visibility_wanted != "public":
        raise refusal("reports.closed_already")
    act.keep(visibility_wanted="parties", is_name_public=False, publication_asked_at=None)
    return act.outcome(events.ReportClosedToPublic, audience="applicant", visibility="parties")


def ask_public(act: Act) -> Outcome:
    """More public through moderation: it stays closed until a moderator shows it."""
    report = act.report
    if report.visibility_wanted == "public":
        raise refusal("reports.open_already")
    facts = catalogue.category(report.category_id).as_facts()
    possible = visibility_of(category=facts, identity=Identity.NAMED, kind=ReportKind(report.kind))
    if possible != "public":
        raise refusal("reports.confidential")
    act.keep(visibility_wanted="public", withheld_at=act.now, publication_asked_at=act.now)
    return act.outcome(events.PublicationAsked, audience="applicant")


def erase_contact(act: Act) -> Outcome:
    """Name, phone and address are gone; the report stays, and nobody is told anything any more."""
    if act.report.contact_erased_at is not None:
        raise refusal("reports.contact_erased_already")
    ReporterContact.objects.filter(pk=act.report.pk).delete()
    act.keep(contact_erased_at=act.now, is_name_public=False)
    return act.outcome(events.ContactErased, audience="applicant")
