"""A report before it is sent: what must be there, and one error code per field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from sewaka.kernel.geo import Position
from sewaka.kernel.text import clean_text, has_words
from sewaka.modules.reports.rules.places import COARSE_FIX_M, Onward, Source
from sewaka.modules.reports.rules.privacy import phrases

MAX_DESCRIPTION = 4000
MAX_LANDMARK = 200
MAX_ADDRESS = 300
MAX_NAME = 100
MAX_PHOTOS = 4
_MIN_PHONE_DIGITS, _MAX_PHONE_DIGITS = 9, 14
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_MAX_EMAIL = 254


class ReportKind(StrEnum):
    """What the citizen brings."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    CRITICISM = "criticism"
    INFORMATION_REQUEST = "information_request"
    INTEGRITY = "integrity"


class Channel(StrEnum):
    """Through which door it came."""

    WEB = "web"
    ANDROID = "android"
    OPEN311 = "open311"
    COUNTER = "counter"
    PHONE = "phone"
    STAFF = "staff"
    CHAT = "chat"


# Entered by an officer for somebody who came, called, or was met on the round.
BY_OFFICE = frozenset({Channel.COUNTER, Channel.PHONE, Channel.STAFF})


class Identity(StrEnum):
    """Who may know the author."""

    NAMED = "named"  # officers who handle it see the name
    ANONYMOUS = "anonymous"  # no officer sees it
    CONFIDENTIAL = "confidential"  # the whole report is closed to the public


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """What the rules need to know of a category."""

    code: str
    visibility: str  # public, parties, secret
    identities: tuple[str, ...] = tuple(Identity)
    active_from: date = date.min
    active_to: date | None = None

    def is_active_on(self, day: date) -> bool:
        """Whether new reports may use it on that local day."""
        return self.active_from <= day and (self.active_to is None or day < self.active_to)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the author; all may be empty."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was left."""
        return not (self.name or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a person gives. Texts are cleaned by `cleaned`."""

    category: str = ""
    description: str = ""
    position: Position | None = None
    position_source: Source = Source.NONE
    accuracy_m: float | None = None
    landmark: str = ""
    village_code: str = ""
    hamlet_code: str = ""
    onward: Onward = Onward.NONE  # counts only where the place lies outside the city
    kind: ReportKind = ReportKind.COMPLAINT
    identity: Identity = Identity.NAMED
    contact: Contact = field(default_factory=Contact)
    is_name_public: bool = False  # the author wants their name on the public page
    struck: tuple[str, ...] = ()  # phrases that the author wants covered in public
    photos: int = 0  # attached or announced
    address: str = ""  # in words, as a program sends it; a place of its own where nothing else is
    # Answers to the category's questions; None where the door does not ask them.
    answers: Mapping[str, Sequence[str]] | None = None
    channel: Channel = Channel.WEB
    language: str = "id"


def cleaned(draft: Draft) -> Draft:
    """The draft with every text cleaned for the database (NUL, controls, line ends, NFC)."""
    contact = draft.contact
    return replace(
        draft,
        category=clean_text(draft.category),
        description=clean_text(draft.description),
        landmark=" ".join(clean_text(draft.landmark).split()),
        address=" ".join(clean_text(draft.address).split()),
        struck=phrases("\n".join(clean_text(phrase) for phrase in draft.struck)),
        contact=Contact(
            name=" ".join(clean_text(contact.name).split()),
            phone=clean_text(contact.phone),
            email=clean_text(contact.email).lower(),
        ),
    )


def check_draft(draft: Draft, *, category: CategoryFacts | None, on: date) -> Mapping[str, str]:
    """Every problem of a cleaned draft: field name to error code; empty when it can be sent."""
    problems: dict[str, str] = {}
    problems |= check_category(draft, category=category, on=on)
    problems |= check_words(draft)
    problems |= check_place(draft)
    problems |= check_contact(draft.contact)
    if draft.photos > MAX_PHOTOS:
        problems["photos"] = "reports.photos.too_many"
    return problems


def check_category(draft: Draft, *, category: CategoryFacts | None, on: date) -> Mapping[str, str]:
    """A category must be chosen, known and in use; it may forbid ways of naming the author."""
    if not draft.category:
        return {"category": "reports.category.required"}
    if category is None or not category.is_active_on(on):
        return {"category": "reports.category.unknown"}
    if draft.identity not in category.identities:
        return {"identity": "reports.identity.not_offered"}
    return {}


def check_words(draft: Draft) -> Mapping[str, str]:
    """A text with words in it, or a photo."""
    if len(draft.description) > MAX_DESCRIPTION:
        return {"description": "reports.description.too_long"}
    if not has_words(draft.description) and not draft.photos:
        return {"description": "reports.description.required"}
    return {}


def check_place(draft: Draft) -> Mapping[str, str]:
    """A position, a village or hamlet from the list, or an address in words.

    A vague fix alone is not enough.
    """
    if len(draft.landmark) > MAX_LANDMARK:
        return {"landmark": "reports.landmark.too_long"}
    if len(draft.address) > MAX_ADDRESS:
        return {"address": "reports.address.too_long"}
    is_chosen = bool(draft.village_code or draft.hamlet_code)
    if draft.position is None and not is_chosen and not has_words(draft.address):
        return {"place": "reports.place.required"}
    is_vague = draft.accuracy_m is not None and not draft.accuracy_m <= COARSE_FIX_M
    if is_vague and draft.position_source is Source.GPS and not is_chosen:
        return {"place": "reports.position.vague"}
    return {}


def check_contact(contact: Contact) -> Mapping[str, str]:
    """Phone and mail address may be empty, but not unreachable."""
    problems: dict[str, str] = {}
    if len(contact.name) > MAX_NAME:
        problems["name"] = "reports.contact.name_too_long"
    if contact.phone and normal_phone(contact.phone) is None:
        problems["phone"] = "reports.contact.phone_malformed"
    if contact.email and not is_email(contact.email):
        problems["email"] = "reports.contact.email_malformed"
    return problems


def is_email(text: str) -> bool:
    """Whether it has the shape of a mail address."""
    return len(text) <= _MAX_EMAIL and _EMAIL.fullmatch(text) is not None


def normal_phone(text: str) -> str | None:
    """The number in E.164 (`+6281234567890`), or None when it is no phone number.

    Indonesian numbers may begin with 0, 62 or +62; others need their +.
    """
    plain = re.sub(r"[\s.\-()]", "", text)
    if not re.fullmatch(r"\+?[0-9]+", plain):
        return None
    if plain.startswith("0"):
        plain = f"+62{plain[1:]}"
    elif plain.startswith("62"):
        plain = f"+{plain}"
    if not plain.startswith("+") or plain.startswith("+0"):
        return None
    return plain if _MIN_PHONE_DIGITS <= len(plain) - 1 <= _MAX_PHONE_DIGITS else None


def visibility_of(*, category: CategoryFacts, identity: Identity, kind: ReportKind) -> str:
    """How visible the report may become once it is released: the closest of the three wishes."""
    if category.visibility == "secret" or kind is ReportKind.INTEGRITY:
        return "secret"
    if category.visibility == "parties" or identity is Identity.CONFIDENTIAL:
        return "parties"
    return "public"


def shows_name(draft: Draft) -> bool:
    """Whether the author's name may stand in public: wished, left, and not a closed matter."""
    is_open = draft.identity is Identity.NAMED and draft.kind is not ReportKind.INTEGRITY
    return draft.is_name_public and is_open and bool(draft.contact.name)
