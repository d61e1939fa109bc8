"""Forms of the second factor that differ from allauth's own."""

from __future__ import annotations

import struct
from typing import Any
from uuid import UUID

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _


def use_up(code: str, *, person_id: UUID) -> bool:
    """Note that a code of the app was used; False when it had been."""
    periods = 2 * mfa_settings.TOTP_TOLERANCE + 2
    key = f"people.totp.used:{person_id}:{code.strip()}"
    return bool(cache.add(key, "used", timeout=periods * mfa_settings.TOTP_PERIOD))


class _OnceMixin(forms.Form):
    """A code from the app works once.

    allauth remembers a used code for one period, but accepts codes of the neighbouring periods
    too: without this, a code read over a shoulder would work again after 30 seconds.
    """

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code. Raises ValidationError when it is wrong or was used before."""
        code: str = super().clean_code()  # type: ignore[misc]  # defined by the form mixed in
        is_from_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_from_app and not use_up(code, person_id=self.user.pk):
            raise get_adapter().validation_error("incorrect_code")
        return code


class FactorForm(_OnceMixin, factor_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class FactorAgainForm(_OnceMixin, factor_forms.ReauthenticateForm):  # type: ignore[misc]
    """Showing the factor again before something weighty."""


# What fido2's parsers raise for a credential that no browser made.
_MALFORMED = (AttributeError, LookupError, TypeError, ValueError, struct.error)


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey: kept on the device, unlocked by finger, face or PIN, enough to sign in."""

    name = forms.CharField(label=_("Name of this passkey"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)

    def clean(self) -> dict[str, Any]:
        """Only credentials that check who holds the device."""
        self.cleaned_data["passwordless"] = True
        try:
            cleaned: dict[str, Any] = super().clean()
        except _MALFORMED as error:
            raise _not_a_credential() from error
        return cleaned


class _SoundMixin(forms.Form):
    """allauth lets a malformed credential end in a server error; here it ends in words."""

    def clean_credential(self) -> Authenticator:
        """The passkey that answered. Raises ValidationError."""
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]  # mixed in
        except _MALFORMED as error:
            raise _not_a_credential() from error
        return found


class PasskeySignInForm(_SoundMixin, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in by passkey alone."""


class PasskeyStepForm(_SoundMixin, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""


class PasskeyAgainForm(_SoundMixin, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Showing the passkey again before something weighty."""


def _not_a_credential() -> forms.ValidationError:
    refused: forms.ValidationError = get_adapter().validation_error("incorrect_code")
    return refused
