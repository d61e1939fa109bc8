"""Sentences for the codes that territory raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "territory.unknown": _("This area does not exist."),
    "territory.bad_hamlet": _(
        "This hamlet can not be taken over. Check its name, number and village."
    ),
    "territory.no_centre": _("No position is known for this area."),
    "territory.not_yours": _("Only the keeper of the territory may change it."),
    "territory.not_your_village": _("This hamlet lies in another village."),
}
