"""Sentences for the codes that cases raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "cases.stale": _("Somebody else changed this case first."),
    "cases.not_found": _("This case does not exist."),
    "cases.forbidden": _("This act belongs to another office."),
    "cases.not_in_bulk": _("This act needs a look at each case."),
    "cases.closed": _("The case is closed."),
    "cases.invalid": _("Something is missing in what was written."),
}
