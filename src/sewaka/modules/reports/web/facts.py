"""What the facts of an entry say to a reader, beside its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel.ui import formats
from sewaka.modules.reports.models.labels import (
    ALL_REASONS,
    EXTERNAL_BODIES,
    NOT_VALIDATED,
    VERDICTS,
)
from sewaka.modules.reports.rules.late_photos import Missing

_BODIES = dict(EXTERNAL_BODIES)


def fact_words(facts: Mapping[str, Any]) -> str:
    """The facts in words; empty when they say nothing to a reader."""
    said = [say(facts[name], facts) for name, say in _SAYINGS.items() if facts.get(name)]
    return "\n".join(filter(None, said))


def _verdict(verdict: Any, _facts: Mapping[str, Any]) -> str:
    return str(VERDICTS[verdict])


def _unvalidated(_is_so: Any, _facts: Mapping[str, Any]) -> str:
    return str(NOT_VALIDATED)


def _day(day: Any, _facts: Mapping[str, Any]) -> str:
    return formats.day(date.fromisoformat(str(day)))


def _distance(distances: Any, _facts: Mapping[str, Any]) -> str:
    known = [one for one in distances if one is not None]
    if not known:
        return ""
    return _("Photographed %(metres)d m from the place.") % {"metres": max(known)}


def _body(body: Any, facts: Mapping[str, Any]) -> str:
    """Which other body, under which number, and when the city asks it again."""
    parts = [str(_BODIES.get(body, "")), str(facts.get("reference") or "")]
    if until := facts.get("ask_back_at"):
        day = formats.day(datetime.fromisoformat(str(until)))
        parts.append(_("We ask again on %(day)s.") % {"day": day})
    return ". ".join(filter(None, parts))


def _reason(code: Any, _facts: Mapping[str, Any]) -> str:
    return str(ALL_REASONS.get(code, ""))


def _joined(number: Any, _facts: Mapping[str, Any]) -> str:
    return _("Report %(number)s goes on as this one.") % {"number": number}


def _left(number: Any, _facts: Mapping[str, Any]) -> str:
    return _("Report %(number)s stands for itself again.") % {"number": number}


def _stars(stars: Any, _facts: Mapping[str, Any]) -> str:
    return _("%(stars)d of 5 stars") % {"stars": stars}


def _missing(missing: Any, facts: Mapping[str, Any]) -> str:
    found = Missing(int(missing), tuple(facts.get("photos_places", ())))
    return missing_words(found, expected=facts.get("photos_expected", missing))


def missing_words(missing: Missing, *, expected: int) -> str:
    """Which photos have not come, else how many; empty where none is missing."""
    if not missing.count:
        return ""
    facts = {"missing": missing.count, "expected": expected}
    if not missing.places:
        return _("%(missing)d of %(expected)d photos have not arrived.") % facts
    which = get_text_list([str(place) for place in missing.places], _("and"))
    words = ngettext(
        "Photo %(which)s of %(expected)d has not arrived.",
        "Photos %(which)s of %(expected)d have not arrived.",
        missing.count,
    )
    return words % {**facts, "which": which}


def _as_written(words: Any, _facts: Mapping[str, Any]) -> str:
    return str(words)


_SAYINGS: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "validation": _verdict,
    "unvalidated": _unvalidated,
    "scheduled_on": _day,
    "distances_m": _distance,
    "reason_code": _reason,
    "external_body": _body,
    "photos_missing": _missing,
    "stars": _stars,
    "joined": _joined,
    "left": _left,
    "master": _as_written,
    "category": _as_written,
    "agency_name": _as_written,
}
