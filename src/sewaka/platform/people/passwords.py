"""What a password must be. No rules of composition, no forced change, paste is welcome."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel import clock
from sewaka.platform.people import queries
from sewaka.platform.people.models import Person

_WORD = re.compile(r"[a-z]{4,}")  # shorter words are part of too many good passwords


class LengthValidator:
    """At least 8 characters, 12 for whoever holds a staff role."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError for a password that is too short for this person."""
        needed = needed_length(user)
        if len(password) < needed:
            raise ValidationError(
                ngettext(
                    "Use at least %(needed)d character. A short sentence is easy to keep in mind.",
                    "Use at least %(needed)d characters. A short sentence is easy to keep in mind.",
                    needed,
                ),
                code="password_too_short",
                params={"needed": needed},
            )

    def get_help_text(self) -> str:
        """For the form's hint."""
        return _("At least %(citizen)d characters; staff at least %(staff)d.") % {
            "citizen": settings.PASSWORD_MIN_LENGTH,
            "staff": settings.PASSWORD_MIN_LENGTH_STAFF,
        }


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Django's list of 20,000 common passwords, with our words."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise ValidationError for a password that stands on the list."""
        if password.lower().strip() in self.passwords:
            raise ValidationError(
                _("This password is used by many people. Choose another one."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """For the form's hint."""
        return _("Not one of the passwords that many people use.")


class ContextWordsValidator:
    """Nothing that stands on the letterhead: the city, the office, the person's own name."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError when little is left after taking such words away."""
        rest = password.casefold()
        for word in sorted(_context_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < settings.PASSWORD_MIN_LENGTH // 2:
            raise ValidationError(
                _("This password is easy to guess from your name, your address or the city."),
                code="password_from_context",
            )

    def get_help_text(self) -> str:
        """For the form's hint."""
        return _("Not just your name, your e-mail address or the city's name.")


def needed_length(user: object | None) -> int:
    """How long this person's password must be."""
    is_staff = (
        isinstance(user, Person)
        and not user._state.adding  # noqa: SLF001 - Django's documented way to ask for "not saved"
        and queries.holds_staff_role(person_id=user.pk, now=clock.now())
    )
    return settings.PASSWORD_MIN_LENGTH_STAFF if is_staff else settings.PASSWORD_MIN_LENGTH


def _context_words(user: object | None) -> set[str]:
    words = {word.casefold() for word in settings.PASSWORD_CONTEXT_WORDS}
    if isinstance(user, Person):
        for text in (user.email or "", user.office_name):
            words.update(_WORD.findall(text.casefold()))
    return words
