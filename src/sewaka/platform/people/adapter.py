"""Where allauth meets the city: events, mail, words, keys."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from sewaka.kernel import clock, outbox
from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.crypto import read_cell
from sewaka.kernel.keys.ring import Erased
from sewaka.kernel.keys.sealing import open_cell, seal_for
from sewaka.platform.people import events, mails, rules, sessions
from sewaka.platform.people.middleware import forget_actor
from sewaka.platform.people.models import Person

# allauth hands over the secret alone, so the place can not name the row.
_PLACE = "mfa_authenticator.data:secret"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts as the city wants them."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("You use this address already."),
        "email_password_mismatch": _("The address and the password do not belong together."),
        "email_taken": _("This address can not be used."),
        "enter_current_password": _("Type your present password."),
        "incorrect_code": _("This code is wrong or was used before. Wait for the next one."),
        "incorrect_password": _("This password is wrong."),
        "invalid_or_expired_key": _("This link is used up or too old. Ask for a new one."),
        "invalid_login": _("The address and the password do not belong together."),
        "invalid_password_reset": _("This link is used up or too old. Ask for a new one."),
        "max_email_addresses": _("You can not add another address."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "unverified_primary_email": _("First confirm your address by the link we sent."),
        "same_as_current": _("This is what it was before. Type a new one."),
        "rate_limited": _("Too many tries. Wait a moment, then try again."),
    }

    def clean_email(self, email: str) -> str:
        """The spelling under which the address is stored."""
        return rules.normalise_email(email)

    @transaction.atomic
    def save_user(
        self,
        request: HttpRequest,
        user: Person,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's signature
    ) -> Person:
        """Enter somebody who signs up, with the event."""
        now = clock.now()
        user.registered_at = now
        user.language = getattr(request, "LANGUAGE_CODE", "id")[:2]
        saved: Person = super().save_user(request, user, form, commit=commit)
        if commit:
            event = events.PersonRegistered(subject_id=saved.pk, way="self")
            outbox.record(event, actor=ANONYMOUS, now=now)
        return saved

    @transaction.atomic
    def login(self, request: HttpRequest, user: Person) -> None:
        """Open the session and tell the log by what means."""
        now = clock.now()
        super().login(request, user)
        sessions.begin(request, now=now)
        forget_actor(request)
        records = get_authentication_records(request, user)
        methods = tuple(str(record.get("type") or record["method"]) for record in records)
        outbox.record(
            events.SignedIn(subject_id=user.pk, methods=methods),
            actor=Actor(person_id=user.pk),
            now=now,
        )

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        """Close the session and tell the log."""
        person = request.user
        super().logout(request)
        forget_actor(request)
        if isinstance(person, Person):
            outbox.record(
                events.SignedOut(subject_id=person.pk),
                actor=Actor(person_id=person.pk),
                now=clock.now(),
            )

    @transaction.atomic
    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 - allauth's signature
        """Tell the log of a wrong password. The address itself is not kept."""
        address = rules.normalise_email(str(credentials.get("email") or ""))
        known = Person.objects.filter(email=address).values_list("pk", flat=True).first()
        event = events.SignInRefused(subject_id=known, step="password")
        outbox.record(event, actor=ANONYMOUS, now=clock.now())

    @transaction.atomic
    def set_password(self, user: Person, password: str) -> None:
        """Store a new password and tell the log."""
        super().set_password(user, password)
        outbox.record(
            events.FactorChanged(subject_id=user.pk, what="password", is_added=True),
            actor=Actor(person_id=user.pk),
            now=clock.now(),
        )

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Our words instead of allauth's templates."""
        subject, body = mails.written(template_prefix, context=context)
        to = [email] if isinstance(email, str) else email
        return EmailMessage(subject, body, self.get_from_email(), to, headers=headers)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """Back to the account page."""
        return "/akun"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors as the city wants them."""

    error_messages: ClassVar[dict[str, Any]] = {
        "add_email_blocked": _("First remove your second step, then change the address."),
        "cannot_delete_authenticator": _("Your role needs a second step. Add another one first."),
        "cannot_generate_recovery_codes": _("First set up a second step."),
        "incorrect_code": _("This code is wrong or was used before. Wait for the next one."),
        "unverified_email": _("First confirm your address by the link we sent."),
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Staff keep at least one factor besides the recovery codes."""
        from allauth.mfa.models import Authenticator

        from sewaka.platform.people import queries

        if not queries.holds_staff_role(person_id=authenticator.user_id, now=clock.now()):
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id)
        others = others.exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def encrypt(self, text: str) -> str:
        """Secrets of a factor lie in the database under the person's own key."""
        owner = allauth_context.request.user.pk
        return str(seal_for(text, subject=owner, key_class="identity", place=_PLACE))

    def decrypt(self, encrypted_text: str) -> str:
        """The opposite. Raises `ring.Erased` when the person's key was destroyed."""
        text = open_cell(read_cell(encrypted_text), place=_PLACE)
        if text is None:
            raise Erased("identity")
        return text

    def get_totp_issuer(self) -> str:
        """What the app on the phone writes above the code."""
        return str(settings.MFA_TOTP_ISSUER)


class OutsideIdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in with the identity of another office: only where the city configured one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Whether a first visit by this way makes an account."""
        return bool(settings.SOCIALACCOUNT_PROVIDERS)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> HttpResponse | None:  # noqa: ARG002
        """Nothing to add: an outside identity is a first factor, never the second."""
        return None
