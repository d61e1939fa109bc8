"""Sentences for the codes that notify raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "notify.push.address": _("This browser's address for news is not one that we know."),
    "notify.push.keys": _("This browser's keys for news can not be read."),
    "notify.push.too_many": _("Five phones hear of this report already."),
    "notify.fact_missing": _("A fact that the text needs is missing."),
    "notify.nobody": _("There is nobody to tell."),
    "notify.text.brace": _("A curly bracket in the text has no partner."),
    "notify.text.empty": _("Write something here."),
    "notify.text.forbidden": _("Only the editor of the texts may change them."),
    "notify.text.placeholder": _("The text uses a placeholder that does not exist."),
    "notify.text.unknown": _("This text does not exist."),
}
