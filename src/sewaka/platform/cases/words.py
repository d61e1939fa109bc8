"""Sentences for refusals and for problems of single fields. Codes are the contract, not these."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.errors import DomainError
from sewaka.kernel.ui import formats
from sewaka.kernel.workflow import Ask, AskKind
from sewaka.platform.files import labels as file_labels

_FILE_LIMITS = {"limit_mb": 8, "limit_mp": 40, "limit": 60}  # as in platform.files
_MISSING = {
    AskKind.PHOTO: _("Add a photo."),
    AskKind.CHOICE: _("Choose one of the answers."),
    AskKind.AGENCY: _("Choose an office."),
    AskKind.DATE: _("Choose a day."),
    AskKind.NUMBER: _("Write a number."),
    AskKind.FLAG: _("Tick this box to go on."),
}


def problem_text(code: str, *, ask: Ask | None = None) -> str:
    """What is wrong with a field and how to mend it."""
    if code in file_labels.ERRORS:
        return str(file_labels.ERRORS[code]) % _FILE_LIMITS
    if code == "required":
        return _required(ask)
    if code == "too_short" and ask:
        return ngettext(
            "Write at least %(n)d character.", "Write at least %(n)d characters.", ask.min_length
        ) % {"n": ask.min_length}
    if code == "too_long":
        longest = ask.max_length if ask else 4000
        return gettext("Write at most %(n)d characters.") % {"n": longest}
    known = {
        "no_words": gettext("Write it in words."),
        "not_a_text": gettext("Write it in words."),
        "not_a_choice": gettext("Choose one of the answers offered."),
        "not_an_agency": gettext("Choose an office from the list."),
        "not_a_date": gettext("Choose a day, for example 31 December 2026."),
        "not_a_number": gettext("Write a number, for example 12,5."),
        "not_a_flag": gettext("Tick the box or leave it empty."),
        "not_a_file": gettext("This photo could not be used. Choose it again."),
        "too_many": gettext("At most 4 photos are possible."),
        "not_at_desk": gettext("This person no longer works at this desk. Choose another one."),
        "already": gettext("The case already lies with this person."),
    }
    return known.get(code, gettext("Please check this answer.") + f" ({code})")


def refusal_text(refusal: DomainError) -> str:
    """Why an act did not happen, in one or two sentences."""
    return refusal_words(refusal.code, dict(refusal.facts))


def refusal_words(code: str, facts: dict[str, object]) -> str:
    """The sentence for a refusal's code and facts. A module may bring its own as fact `words`."""
    if words := facts.get("words"):
        return str(words)
    if code == "cases.stale" and "who" in facts:
        return gettext("Already changed by %(who)s at %(when)s: %(what)s.") % {
            "who": facts["who"],
            "what": facts["what"],
            "when": formats.moment(facts["when"]),  # type: ignore[arg-type]  # a datetime by contract
        }
    known = {
        "cases.stale": gettext("Somebody else changed this case first."),
        "cases.not_found": gettext("This case does not exist."),
        "cases.forbidden": gettext("This act belongs to another office."),
        "cases.not_in_bulk": gettext("This act needs a look at each case."),
        "cases.closed": gettext("The case is closed."),
        "cases.invalid": gettext("Something is missing in what was written."),
        "workflow.not_allowed": gettext("In its present state the case does not allow this."),
    }
    return known.get(code, gettext("That did not work. Nothing was changed.") + f" ({code})")


def _required(ask: Ask | None) -> str:
    return str(_MISSING.get(ask.kind if ask else AskKind.LONG_TEXT, _("Write a few words.")))
