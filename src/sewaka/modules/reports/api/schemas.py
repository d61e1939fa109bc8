"""What goes in and out of the API. Unknown fields are refused, never ignored."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from sewaka.kernel.geo import Position
from sewaka.kernel.rest import Input
from sewaka.modules.reports.models.published import MAX_PAGE, Filters
from sewaka.modules.reports.rules.draft import (
    MAX_PHOTOS,
    Channel,
    Contact,
    Draft,
    Identity,
    ReportKind,
)
from sewaka.modules.reports.rules.duplicates import MOST_SHOWN
from sewaka.modules.reports.rules.places import Onward, Source

Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


_CODE = r"^[0-9A-Za-z.-]*$"
Code = Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z_.-]+$")]


class PositionIn(Input):
    """A position in WGS84 degrees."""

    lat: Lat
    lon: Lon
    accuracy_m: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    source: Source = Source.GPS


class ContactIn(Input):
    """How to reach the author; everything may be left out."""

    name: str = Field(default="", max_length=400)
    phone: str = Field(default="", max_length=60)
    email: str = Field(default="", max_length=400)


class ReportIn(Input):
    """A report. Place: a position, or the code of a village or hamlet, or both."""

    category: str = Field(max_length=16)
    description: str = Field(default="", max_length=20_000)
    position: PositionIn | None = None
    village: str = Field(default="", max_length=32)
    hamlet: str = Field(default="", max_length=32)
    landmark: str = Field(default="", max_length=1_000)
    # For a position outside the city: "question" to ask the city, or the neighbour's code.
    onward: Onward = Onward.NONE
    kind: ReportKind = ReportKind.COMPLAINT
    identity: Identity = Identity.NAMED
    contact: ContactIn | None = None
    photos_expected: int = Field(default=0, ge=0, le=MAX_PHOTOS)
    language: str = Field(default="id", pattern="^(id|en)$")
    # Answers to the category's questions, by their code.
    answers: dict[Code, list[Annotated[str, Field(max_length=4_000)]]] = Field(
        default={}, max_length=50
    )
    # Numbers of reports that were shown as likely the same, and are not.
    seen: list[Annotated[str, Field(max_length=20)]] = Field(default=[], max_length=MOST_SHOWN)

    def as_draft(self) -> Draft:
        """The draft that the rules check."""
        place = self.position
        contact = self.contact or ContactIn()
        return Draft(
            category=self.category,
            description=self.description,
            position=Position(lat=place.lat, lon=place.lon) if place else None,
            position_source=place.source if place else Source.NONE,
            accuracy_m=place.accuracy_m if place else None,
            landmark=self.landmark,
            village_code=self.village,
            hamlet_code=self.hamlet,
            onward=self.onward,
            kind=self.kind,
            identity=self.identity,
            contact=Contact(name=contact.name, phone=contact.phone, email=contact.email),
            photos=self.photos_expected,
            channel=Channel.ANDROID,
            language=self.language,
            answers=self.answers,
        )


class ListIn(Input):
    """What narrows the list; `bbox` is written west,south,east,north."""

    category: str = Field(default="", max_length=16, pattern=_CODE)
    status: str = Field(default="", pattern="^(open|closed|overdue|)$")
    village: str = Field(default="", max_length=32, pattern=_CODE)
    agency: str = Field(default="", max_length=40, pattern=_CODE)
    since: datetime | None = None
    until: datetime | None = None
    bbox: str = Field(default="", max_length=120)
    cursor: str = Field(default="", max_length=120)
    limit: int = Field(default=MAX_PAGE, ge=1, le=MAX_PAGE)

    def as_filters(self) -> Filters:
        """The filters of the read model."""
        return Filters(
            category=self.category,
            status=self.status,
            village=self.village,
            agency=self.agency,
            since=self.since,
            until=self.until,
        )


class AlikeIn(Input):
    """A report in the making: what and where, and the words so far."""

    lat: Lat
    lon: Lon
    category: str = Field(max_length=16, pattern=_CODE)
    text: str = Field(default="", max_length=20_000)


class SentOut(Schema):
    """What the author keeps. `secret` opens the author's page and takes the photos."""

    number: str
    secret: str
    url: str
    response_due_at: datetime
    resolution_due_at: datetime
    photos_expected: int


class PushKeysIn(Input):
    """The two keys of a browser's push address, base64url."""

    p256dh: str = Field(max_length=120)
    auth: str = Field(max_length=40)


class PushIn(Input):
    """A browser's push address, as `PushSubscription.toJSON()` gives it."""

    endpoint: str = Field(max_length=2_000)
    keys: PushKeysIn
    language: str = Field(default="id", pattern="^(id|en)$")


class PhotoOut(Schema):
    """A photo that has arrived."""

    sha256: str
    received: int
    expected: int


class PublicPhotoOut(Schema):
    """A released photo."""

    stage: str
    url: str
    small: str
    jpeg: str = ""
    width: int = 0
    height: int = 0


class ReportOut(Schema):
    """A public report: covered text, no name, no contact."""

    number: str
    status: str
    state: str
    category: str
    category_name: str
    kind: str
    title: str
    description: str
    landmark: str
    village: str
    village_name: str
    agency: str
    agency_name: str
    lat: float | None
    lon: float | None
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime | None
    response_due_at: datetime | None = None
    closed_at: datetime | None
    channel: str = ""
    note: str = ""
    reason_code: str = ""
    external_body: str = ""
    merged_into: str = ""
    answers: dict[str, list[str]] = {}
    photos: list[PublicPhotoOut]


class ReportsOut(Schema):
    """A page, newest first; `next` is the cursor of the next one, empty at the end."""

    items: list[ReportOut]
    next: str = ""


class AlikeOut(Schema):
    """A public report that may be the same. Parts from 0 to 1; null where one side lacks it."""

    score: float
    distance: float | None
    time: float
    text: float | None
    photo: float | None
    distance_m: float
    report: ReportOut


class DuplicatesOut(Schema):
    """At most three, the likeliest first."""

    items: list[AlikeOut]


class CategoryOut(Schema):
    """A category that new reports may use."""

    code: str
    name: str
    name_en: str
    group: str
    icon: str
    plan: str
    visibility: str
    needs_after_photo: bool


class CategoriesOut(Schema):
    """All categories in their order."""

    items: list[CategoryOut]


class TerritoryOut(Schema):
    """The village of a position. `is_inside` is false outside the city; then `outside` says so in
    words, and `neighbour` is the code of the neighbour whose it seems to be, if any.
    """

    is_inside: bool
    village: str
    village_name: str
    hamlet: str
    hamlet_name: str
    method: str
    is_approximate: bool
    neighbour: str
    outside: str


Json = dict[str, Any]
