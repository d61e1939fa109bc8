"""A public report in the words of Open311: the standard's fields, and the extended ones.

Both are made from the row as our own API gives it (`PublicRow.fragment`), in either language, so
that no answer can say what the public list does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.labels import ALL_REASONS, EXTERNAL_BODIES, STATES, sentence
from sewaka.modules.reports.rules.georeport.writing import Value

USUAL_LANGUAGE: Final = "id"
MAX_DESCRIPTION = 4_000
Shown = Mapping[str, Any]  # a decoded `PublicRow.fragment`


def when(at: datetime | str | None) -> str | None:
    """An instant as Open311 writes it: to the second, with the city's offset."""
    if not at:
        return None
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds")


def standard(shown: Shown, *, language: str = USUAL_LANGUAGE) -> dict[str, Value]:
    """The fields of GeoReport v2, in its order."""
    photos = _photo_urls(shown)
    return {
        "service_request_id": shown["number"],
        "status": shown["status"],
        "status_notes": _notes(shown, language=language),
        "service_name": _service_name(shown, language=language),
        "service_code": shown["category"],
        "description": shown["description"][:MAX_DESCRIPTION],
        "agency_responsible": shown["agency_name"],
        "service_notice": None,
        "requested_datetime": when(shown["requested_at"]),
        "updated_datetime": when(shown["closed_at"] or shown["updated_at"]),
        "expected_datetime": when(shown["expected_at"]),
        "address": ", ".join(filter(None, (shown["landmark"], shown["village_name"]))),
        "address_id": shown["village"],
        "zipcode": None,
        "lat": shown["lat"],
        "long": shown["lon"],
        "media_url": photos[0] if photos else None,
    }


def extended(
    shown: Shown, *, now: datetime, language: str, notes: Sequence[Value] = ()
) -> dict[str, Value]:
    """The same with what our extensions add. `notes` are public lines of the timeline."""
    photos = _photo_urls(shown)
    expected = shown["expected_at"]
    is_late = shown["status"] == "open" and bool(expected)
    with translation.override(language):
        detailed = str(STATES.get(shown["state"], shown["state"]))
    return standard(shown, language=language) | {
        "extended_attributes": {
            "title": shown["title"],
            "channel": shown.get("channel"),
            "detailed_status": detailed,
            "detailed_status_code": shown["state"],
            "village": shown["village_name"],
            "overdue": is_late and datetime.fromisoformat(expected) < now,
            "response_due": when(shown.get("response_due_at")),
            "photos": photos,
        },
        "attributes": _answers(shown, language=language),
        "media": photos,
        "notes": list(notes),
    }


def _photo_urls(shown: Shown) -> list[Value]:
    return [
        f"{settings.SEWAKA_URL}{one.get('jpeg') or one['url']}"
        for one in shown["photos"]
        if one["url"]
    ]


def _service_name(shown: Shown, *, language: str) -> str:
    found = catalogue.current().categories.get(shown["category"])
    if found is None:
        return str(shown["category_name"])
    return found.name_en if language == "en" else found.name


def _notes(shown: Shown, *, language: str) -> str:
    """The master of a merged report, the reason of a refusal, the last public words."""
    with translation.override(language):
        parts = [_because(shown), shown.get("note") or ""]
        master = shown.get("merged_into")
        if master:
            parts.insert(0, sentence("reports.open311.merged") % {"number": master})
    return " ".join(filter(None, parts))


def _because(shown: Shown) -> str:
    reason = ALL_REASONS.get(shown.get("reason_code") or "")
    body = dict(EXTERNAL_BODIES).get(shown.get("external_body") or "")
    found = reason or body
    return f"{found}." if found and shown["status"] == "closed" else ""


def _answers(shown: Shown, *, language: str) -> list[Value]:
    """Answers to the questions of the category: one line for each value."""
    found = catalogue.current().categories.get(shown["category"])
    form = found.every_question if found else ()
    given = shown.get("answers") or {}
    return [
        {
            "code": question.code,
            "label": question.words.local(language),
            "name": question.name_of(value, language=language),
            "value": value,
        }
        for question in form
        for value in given.get(question.code, ())
    ]
