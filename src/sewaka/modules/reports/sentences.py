"""Sentences for the codes that the reports raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.models.labels import ERRORS

SENTENCES = {
    **ERRORS,
    "reports.draft.invalid": _("Something in your report has to be mended."),
    "reports.hand_over.no_route": _(
        "No office is responsible for this kind of problem here. Choose one."
    ),
    "reports.hand_over.reason_required": _("Say why you choose another office than the usual one."),
    "reports.import": _("This file can not be read as a list of reports."),
    "reports.other_site": _("This came from a page that is not ours. Open our own page for it."),
    "reports.signed_out": _(
        "You are signed out. Your report is kept: sign in again, or send it without an account."
    ),
    "reports.not_found": _("This report does not exist."),
    "reports.resolve.photo_required": _("Add a photo that shows the finished work."),
}
