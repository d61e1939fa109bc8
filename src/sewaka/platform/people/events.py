"""What `people` tells the log. No event carries an address, a name or a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(Event):
    """Somebody has an account now."""

    name = "people.person_registered"
    subject_id: UUID
    way: str  # "self", "staff", "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantGiven(Event):
    """A role was given."""

    name = "people.grant_given"
    subject_id: UUID
    grant_id: UUID
    role: str
    area_code: str = ""
    agency_code: str = ""
    valid_from: datetime
    valid_to: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRevoked(Event):
    """A role was taken before its time, or was withdrawn before it began."""

    name = "people.grant_revoked"
    subject_id: UUID
    grant_id: UUID
    role: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A session was opened."""

    name = "people.signed_in"
    subject_id: UUID
    methods: tuple[str, ...]  # "password", "totp", "webauthn", "recovery_codes", "demo", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRefused(Event):
    """A password or code was wrong. Without subject when the address is not known."""

    name = "people.sign_in_refused"
    subject_id: UUID | None = None
    step: str  # "password" or "factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Event):
    """A session was closed by the person."""

    name = "people.signed_out"
    subject_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorChanged(Event):
    """A second factor came or went, or the password changed."""

    name = "people.factor_changed"
    subject_id: UUID
    what: str  # "totp", "webauthn", "recovery_codes", "password"
    is_added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(Event):
    """A person's keys were destroyed and the account is nameless."""

    name = "people.person_erased"
    subject_id: UUID
    keys: int


EVENTS = (
    PersonRegistered,
    GrantGiven,
    GrantRevoked,
    SignedIn,
    SignInRefused,
    SignedOut,
    FactorChanged,
    PersonErased,
)
