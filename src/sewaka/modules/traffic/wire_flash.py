"""A signal that flashes, in its messages, and the reset of it by two persons.

In `signal`: `"flash": {"since", "code"}` while it lasts. In an order `reset`: `"reset": {"flash",
"persons": [one, other]}`, where `flash` is the `since` that was told: what was asked for an earlier
flash is worth nothing for a later one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sewaka.modules.traffic import wire_fields as fields
from sewaka.modules.traffic.wire_fields import Malformed

_LONGEST_CODE = 64
_LONGEST_MARK = 64
_TWO = 2


@dataclass(frozen=True, slots=True)
class Flash:
    """Since when it flashes, by the field's clock, and the code of the fault."""

    since_s: float
    code: str


@dataclass(frozen=True, slots=True)
class Reset:
    """Of the flash that began then; `persons`: a mark of each that tells nobody who it is."""

    flash_s: float
    persons: tuple[str, str]


def flash_body(flash: Flash) -> dict[str, Any]:
    """As JSON."""
    return {"since": fields.instant(flash.since_s), "code": flash.code}


def read_flash(take: fields.Fields) -> Flash | None:
    """The field `flash`; None when it is absent. Raises Malformed."""
    if not take.has("flash"):
        return None
    inner = take.inner("flash")
    return inner.all_of(Flash(inner.seconds("since"), inner.text("code", longest=_LONGEST_CODE)))


def reset_body(reset: Reset) -> dict[str, Any]:
    """As JSON."""
    return {"flash": fields.instant(reset.flash_s), "persons": list(reset.persons)}


def read_reset(take: fields.Fields) -> Reset | None:
    """The field `reset`; None when it is absent. Raises Malformed."""
    if not take.has("reset"):
        return None
    inner = take.inner("reset")
    flash_s = inner.seconds("flash")
    marks = [fields.text(one, "persons", longest=_LONGEST_MARK) for one in inner.rows("persons")]
    if len(marks) != _TWO or not all(marks):
        raise Malformed("persons")
    return inner.all_of(Reset(flash_s, (marks[0], marks[1])))
