"""Sentences for the codes that webhooks raise (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "webhooks.forbidden": _("Only the keeper of the webhooks may change them."),
    "webhooks.url.taken": _("This address is already subscribed."),
}
