"""The form of a POST request: what a program sends, as a draft of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, QueryDict

from sewaka.kernel.errors import Invalid, NotFound
from sewaka.kernel.text import clean_text
from sewaka.modules.reports.actions.georeport.taking import Sending
from sewaka.modules.reports.api.georeport.gate import language_spoken
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.rules.draft import MAX_PHOTOS, Channel, Contact, Draft
from sewaka.modules.reports.rules.places import (
    OUTSIDE,
    Onward,
    ReadPosition,
    Source,
    read_position,
)
from sewaka.platform.files import api as files

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](?:\[\])?")
_MAX_DEVICE: Final = 200
_ONWARD: Final = "reports.open311.onward"
# What our rules call a field, and what the standard calls it.
_STANDARD_NAME: Final[Mapping[str, str]] = {
    "category": "service_code",
    "place": "lat",
    "address": "address_string",
    "name": "first_name",
    "photos": "media",
    "after": "media",
    "answer": "description",
}


def sending_of(request: HttpRequest) -> Sending:
    """What was sent. Raises NotFound for an unknown service_code, Invalid for a position or an
    address_id that can not be read; everything else is judged by the rules of every report.
    """
    form = request.POST
    _check_service(_text(form, "service_code"))
    position = _position(form)
    village, hamlet = _area(_text(form, "address_id"))
    name = " ".join(filter(None, (_text(form, "first_name"), _text(form, "last_name"))))
    draft = Draft(
        category=_text(form, "service_code"),
        description=form.get("description", ""),
        position=position.position,
        position_source=_source(position, has_area=bool(village)),
        village_code=village,
        hamlet_code=hamlet,
        address=_text(form, "address_string"),
        contact=Contact(name=name, phone=_text(form, "phone"), email=_text(form, "email")),
        photos=len(uploads_of(request)),
        channel=Channel.OPEN311,
        onward=_onward(_text(form, "onward")),
        language=language_spoken(),
        answers=answers_of(form),
    )
    return Sending(
        draft=draft,
        device=_text(form, "device_id")[:_MAX_DEVICE],
        media_url=_text(form, "media_url"),
    )


def uploads_of(request: HttpRequest) -> list[files.Upload]:
    """The pictures of the form: `media` or `media[]`. Raises Invalid for more than four."""
    found = [*request.FILES.getlist("media"), *request.FILES.getlist("media[]")]
    if len(found) > MAX_PHOTOS:
        raise Invalid("api.refused", fields={"media": "reports.photos.too_many"})
    return [*found]


def answers_of(form: QueryDict) -> dict[str, list[str]]:
    """`attribute[CODE]=value` and `attribute[CODE][]=value`, by code."""
    found: dict[str, list[str]] = {}
    for name, values in form.lists():
        match = _ATTRIBUTE.fullmatch(name)
        if match:
            found.setdefault(clean_text(match[1]), []).extend(map(str, values))
    return found


def in_standard_names(error: Invalid) -> Invalid:
    """The same refusal with the fields under the names that the program knows. For a place outside
    the city a line says what the program may do with it.
    """
    fields = {_STANDARD_NAME.get(name, name): code for name, code in error.fields.items()}
    if fields.get("lat", "").startswith(OUTSIDE):
        fields["onward"] = _ONWARD
    return Invalid(error.code, fields=fields, **error.facts)


def _check_service(code: str) -> None:
    if not code:
        raise Invalid("api.refused", fields={"service_code": "required"})
    if code not in catalogue.current().categories:
        raise NotFound("reports.open311.no_service")


def _position(form: QueryDict) -> ReadPosition:
    read = read_position(_text(form, "lat"), _text(form, "long"))
    if read.problem:
        raise Invalid("api.refused", fields={"lat": read.problem})
    return read


def _area(address_id: str) -> tuple[str, str]:
    """Village and hamlet of our own code of an area; both empty without one."""
    if not address_id:
        return "", ""
    if not re.fullmatch(r"\d{2}\.\d{2}\.\d{2}\.\d{4}(\.\d{1,6})?", address_id):
        raise Invalid("api.refused", fields={"address_id": "reports.address.unknown_id"})
    parts = address_id.split(".")
    is_hamlet = len(parts) > 4  # noqa: PLR2004 - city, district and village take four
    return ".".join(parts[:4]), address_id if is_hamlet else ""


def _source(read: ReadPosition, *, has_area: bool) -> Source:
    if read.position is not None:
        return Source.PIN
    return Source.NONE if has_area else Source.ADDRESS


def _onward(wish: str) -> Onward:
    try:
        return Onward(wish)
    except ValueError:
        raise Invalid("api.refused", fields={"onward": _ONWARD}) from None


def _text(form: QueryDict, name: str) -> str:
    return clean_text(form.get(name, ""))
