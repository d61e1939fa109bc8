"""Sentences for refusals and for problems of single fields. Codes are the contract, not these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sewaka.kernel import problems
from sewaka.kernel.errors import DomainError
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
    """What is wrong with a field and how to mend it; with its `ask` as exactly as possible."""
    if code in file_labels.ERRORS:
        return str(file_labels.ERRORS[code]) % _FILE_LIMITS
    if code == "required":
        return _required(ask)
    if code == "too_short" and ask:
        return ngettext(
            "Write at least %(n)d character.", "Write at least %(n)d characters.", ask.min_length
        ) % {"n": ask.min_length}
    if code == "too_long" and ask:
        return gettext("Write at most %(n)d characters.") % {"n": ask.max_length}
    return problems.field_sentence(code)


def refusal_text(refusal: DomainError) -> str:
    """Why an act did not happen, in one or two sentences."""
    return problems.sentence(refusal)


def refusal_words(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence for a refusal that is known by its code and facts only."""
    return problems.sentence(DomainError(code, **facts))


def _required(ask: Ask | None) -> str:
    return str(_MISSING.get(ask.kind if ask else AskKind.LONG_TEXT, _("Write a few words.")))
