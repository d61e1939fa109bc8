"""Sentences for the codes that the ledger raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ledger.unbalanced": _("The lines of this journal do not balance. Nothing was posted."),
    "ledger.insufficient_funds": _("There is not enough on the account."),
    "ledger.period_closed": _("The books of that day are closed. Post it on an open day."),
    "ledger.append_only": _("What was posted is not changed. Reverse it and post it anew."),
    "ledger.bad_account": _("An account is missing, not open, or not of this book."),
    "ledger.hold_not_pending": _("This amount is not held any more."),
    "ledger.already_reversed": _("This was reversed already, or can not be reversed."),
    "ledger.id_conflict": _("Under this number something else was posted already."),
    "ledger.amount": _("An amount is a whole number, not nothing, and at most 10^15."),
}
