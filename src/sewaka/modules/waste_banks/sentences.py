"""Sentences for the codes that the waste banks raise (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "waste_banks.bank.not_found": _("There is no such waste bank, or it is not yours."),
    "waste_banks.bad_transition": _("This can not be done any more; look at how it stands now."),
}
