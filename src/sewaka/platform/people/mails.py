"""The words of the mails about an account. Plain text; who did what, and what to do if not you."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body; %(name)s stand for values of allauth's context."""

    subject: Any
    body: Any


_NOT_YOU = _("If this was not you: change your password at once and look at your devices.")

MAILS: Mapping[str, Words] = {
    "account/email/email_confirmation": Words(
        _("Confirm your address"),
        _(
            "Somebody, probably you, gave this address for an account.\n\n"
            "Open this link within 3 days to confirm it:\n%(activate_url)s\n\n"
            "If it was not you, do nothing."
        ),
    ),
    "account/email/password_reset_key": Words(
        _("Choose a new password"),
        _(
            "Somebody, probably you, asked for a new password.\n\n"
            "Choose it here:\n%(password_reset_url)s\n\n"
            "If it was not you, do nothing: the old password stays."
        ),
    ),
    "account/email/unknown_account": Words(
        _("There is no account with this address"),
        _(
            "Somebody, probably you, asked for a new password. With this address there is no "
            "account.\n\nPerhaps you used another address. You can also make an account:\n"
            "%(signup_url)s\n\nIf it was not you, do nothing."
        ),
    ),
    "account/email/account_already_exists": Words(
        _("You have an account already"),
        _(
            "Somebody, probably you, wanted to make an account with this address. There is one "
            "already.\n\nForgot the password? Choose a new one here:\n%(password_reset_url)s\n\n"
            "If it was not you, do nothing."
        ),
    ),
    "account/email/password_changed": Words(
        _("Your password was changed"), _("The password of your account was changed.")
    ),
    "account/email/password_set": Words(
        _("Your password was changed"), _("The password of your account was changed.")
    ),
    "account/email/password_reset": Words(
        _("Your password was changed"), _("The password of your account was changed.")
    ),
    "account/email/email_changed": Words(
        _("Your address was changed"), _("The address of your account was changed.")
    ),
    "account/email/email_confirm": Words(
        _("Your address is confirmed"), _("The address of your account is confirmed.")
    ),
    "account/email/email_deleted": Words(
        _("An address was removed"), _("An address was removed from your account.")
    ),
    "mfa/email/totp_activated": Words(
        _("The app for codes is set up"), _("An app for codes was added to your account.")
    ),
    "mfa/email/totp_deactivated": Words(
        _("The app for codes is removed"), _("The app for codes was removed from your account.")
    ),
    "mfa/email/webauthn_added": Words(
        _("A passkey is set up"), _("A passkey was added to your account.")
    ),
    "mfa/email/webauthn_removed": Words(
        _("A passkey is removed"), _("A passkey was removed from your account.")
    ),
    "mfa/email/recovery_codes_generated": Words(
        _("New spare codes"),
        _("New spare codes were made for your account; the old ones are void."),
    ),
    "socialaccount/email/account_connected": Words(
        _("Another way to sign in"), _("Another way to sign in was added to your account.")
    ),
    "socialaccount/email/account_disconnected": Words(
        _("A way to sign in is removed"), _("A way to sign in was removed from your account.")
    ),
}
_SAME_AS = {
    "account/email/email_confirmation_signup": "account/email/email_confirmation",
}


def written(prefix: str, *, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body of allauth's mail `prefix`, in the language that is active.

    A mail about a change (its context has the time) also says how to react if it was not you.
    """
    words = MAILS[_SAME_AS.get(prefix, prefix)]
    parts = [str(words.body) % context]
    if "timestamp" in context:
        parts.append(str(_NOT_YOU))
    return str(words.subject), "\n\n".join(parts)
