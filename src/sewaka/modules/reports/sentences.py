"""Sentences for the codes that the reports raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.models import setup_labels
from sewaka.modules.reports.models.labels import ERRORS

SENTENCES = {
    **ERRORS,
    **setup_labels.ERRORS,
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
    "reports.finish.photo_required": _("Add a photo that shows the finished work."),
    "reports.finish.reason_required": _("Say why the photo was not taken on the spot."),
    "reports.no_position": _(
        "The photo does not say where it was taken. Allow your phone its position, or say why."
    ),
    "reports.too_far": _("The photo was taken too far from the place. Say why."),
    "reports.too_early": _("The photo was taken before the work began. Say why."),
    "reports.ask_back.days": _("Between 1 and 365 days."),
    "reports.recategorise.same": _("It is of this kind already. Choose another one."),
    "reports.schedule.past": _("This day is over. Choose today or a later day."),
    "reports.schedule.reason": _("Say why it will be later than promised."),
}
