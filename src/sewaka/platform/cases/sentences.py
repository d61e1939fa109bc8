"""Sentences for the codes that cases raises (kernel.problems)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _


def _stale(facts: Mapping[str, Any]) -> str:
    """Who was faster, and with what, as far as the reader may know."""
    if "who" in facts:
        return str(_("Already changed by %(who)s at %(when)s: %(what)s."))
    return str(_("Somebody else changed this case first."))


SENTENCES = {
    "cases.stale": _stale,
    "cases.not_found": _("This case does not exist."),
    "cases.busy": _("Somebody is just changing the other case. Try again in a moment."),
    "cases.undo.too_late": _("This can not be taken back any more: ten minutes are over."),
    "cases.undo.not_yours": _("Only who did it takes it back, and only as the last thing done."),
    "cases.forbidden": _("This act belongs to another office."),
    "cases.not_in_bulk": _("This act needs a look at each case."),
    "cases.number_taken": _("The number was just given away. Please send once more."),
    "cases.closed": _("The case is closed."),
    "cases.not_sealed": _("Only a sealed case can be hidden from an office."),
    "own_office": _("This office works on the case. Choose another one."),
    "cases.invalid": _("Something is missing in what was written."),
    "no_words": _("Write it in words."),
    "not_a_text": _("Write it in words."),
    "too_short": _("Write a little more."),
    "too_long": _("Write a little less."),
    "not_a_choice": _("Choose one of the answers offered."),
    "not_an_agency": _("Choose an office from the list."),
    "not_a_date": _("Choose a day, for example 31 December 2026."),
    "not_a_number": _("Write a number, for example 12,5."),
    "not_a_flag": _("Tick the box or leave it empty."),
    "not_a_file": _("This photo could not be used. Choose it again."),
    "too_many": _("At most 4 photos are possible."),
    "not_at_desk": _("This person no longer works at this desk. Choose another one."),
    "already": _("The case already lies with this person."),
    "not_a_cursor": _("This place in the list does not exist any more. Begin at its first page."),
}
