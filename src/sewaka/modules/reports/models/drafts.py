"""A report in the making, kept on the server under an opaque cookie: no account, no script needed.

The whole draft is one encrypted cell: it holds name, phone and the text before redaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

import orjson

from sewaka.kernel.ids import digest, new_secret
from sewaka.modules.reports.models import WebDraft
from sewaka.modules.reports.rules.draft import (
    Channel,
    Contact,
    Draft,
    Identity,
    ReportKind,
)
from sewaka.modules.reports.rules.places import Onward, ReadPosition, Source, read_position

KEEP: Final = timedelta(hours=48)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the author is given, once: number, secret and the two dates (ISO 8601)."""

    number: str
    secret: str
    response_due_at: str
    resolution_due_at: str
    passed_to: str = ""  # the neighbour whose it is


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """Everything entered so far, as it was typed: nothing is lost because it can not be read."""

    photo_ids: tuple[str, ...] = ()
    lat: str = ""
    lon: str = ""
    accuracy_m: str = ""
    source: str = ""
    landmark: str = ""
    area_code: str = ""
    onward: str = ""  # what shall become of it where the place lies outside the city
    hamlet: str = ""
    category: str = ""
    kind: str = ReportKind.COMPLAINT.value
    description: str = ""
    identity: str = Identity.NAMED.value
    name: str = ""
    phone: str = ""
    email: str = ""
    is_name_public: bool = False
    struck: str = ""  # phrases to be covered in public, one a line
    steps_done: tuple[str, ...] = ()
    phone_photos: int = 0  # photos that lie on the phone and come later
    channel: str = Channel.WEB.value
    language: str = ""  # of the citizen, where an office enters it; else whoever reads the page
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: str = ""  # the category whose questions the person has seen
    warned: str = ""  # the category whose hazard the person has read
    receipt: Receipt | None = field(default=None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered; the receipt of an earlier report is no entry."""
        return replace(self, receipt=None) == FlowDraft()

    @property
    def photos(self) -> tuple[UUID, ...]:
        """The stored photos."""
        return tuple(UUID(one) for one in self.photo_ids)

    @property
    def position(self) -> ReadPosition:
        """The position as far as it can be read."""
        return read_position(self.lat, self.lon)

    @property
    def turned(self) -> FlowDraft:
        """The same with the position that was meant, where latitude and longitude were exchanged.

        Offered back in the form; it counts when the person sends it.
        """
        meant = self.position.swapped
        if meant is None:
            return self
        return replace(self, lat=str(meant.lat), lon=str(meant.lon))

    def with_step(self, step: str) -> FlowDraft:
        """The same with one more step finished."""
        return replace(self, steps_done=tuple(dict.fromkeys((*self.steps_done, step))))

    def as_draft(self, *, language: str) -> Draft:
        """The draft that the rules check and the action takes."""
        is_village = self.area_code.count(".") <= _VILLAGE_DOTS
        return Draft(
            category=self.category,
            description=self.description,
            position=self.position.position,
            position_source=_one_of(Source, self.source, Source.NONE),
            accuracy_m=_metres(self.accuracy_m),
            landmark=self.landmark,
            village_code=self.area_code if is_village else "",
            hamlet_code=self.hamlet or ("" if is_village else self.area_code),
            onward=_one_of(Onward, self.onward, Onward.NONE),
            kind=_one_of(ReportKind, self.kind, ReportKind.COMPLAINT),
            identity=_one_of(Identity, self.identity, Identity.NAMED),
            contact=Contact(name=self.name, phone=self.phone, email=self.email),
            is_name_public=self.is_name_public,
            struck=tuple(self.struck.splitlines()),
            photos=len(self.photo_ids) + self.phone_photos,
            answers=self.answers,
            channel=_one_of(Channel, self.channel, Channel.WEB),
            language=language,
        )


_VILLAGE_DOTS = 3  # 51.71.01.1003


def load(token: str, *, now: datetime, is_locked: bool = False) -> FlowDraft:
    """The draft of that cookie; an empty one when there is none, or it is too old."""
    rows = WebDraft.objects.select_for_update() if is_locked else WebDraft.objects.all()
    row = rows.filter(token_hash=digest(token), updated_at__gt=now - KEEP).first()
    return _read(row.answers) if row and row.answers else FlowDraft()


def save(token: str, draft: FlowDraft, *, now: datetime) -> None:
    """Keep the draft for another 48 hours."""
    row = WebDraft.objects.filter(token_hash=digest(token)).first() or WebDraft(
        token_hash=digest(token)
    )
    row.answers = orjson.dumps(asdict(draft)).decode()
    row.updated_at = now
    row.save()


def claim(token: str, *, now: datetime) -> None:
    """See to it that there is a row to lock, so that two presses of a button become one."""
    WebDraft.objects.get_or_create(token_hash=digest(token), defaults={"updated_at": now})


def id_of(token: str) -> UUID | None:
    """Under which id the draft is kept; None when there is none."""
    return WebDraft.objects.filter(token_hash=digest(token)).values_list("pk", flat=True).first()


def forget(token: str) -> None:
    """Throw the draft away; its photos belong to nothing then and are swept up."""
    WebDraft.objects.filter(token_hash=digest(token)).delete()


def sweep(*, now: datetime) -> int:
    """Throw away what nobody has touched for 48 hours; gives how many."""
    removed, _ = WebDraft.objects.filter(updated_at__lte=now - KEEP).delete()
    return removed


def new_token() -> str:
    """A fresh cookie value."""
    return new_secret()


def _read(stored: str) -> FlowDraft:
    values = orjson.loads(stored)
    known = {one.name for one in fields(FlowDraft)}
    kept = {name: value for name, value in values.items() if name in known}
    for name in ("photo_ids", "steps_done"):
        kept[name] = tuple(kept.get(name, ()))
    kept["answers"] = {code: tuple(one) for code, one in kept.get("answers", {}).items()}
    if kept.get("receipt"):
        kept["receipt"] = Receipt(**kept["receipt"])
    return FlowDraft(**kept)


def _one_of(kind: type[E], value: str, otherwise: E) -> E:
    try:
        return kind(value)
    except ValueError:
        return otherwise


def _metres(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
