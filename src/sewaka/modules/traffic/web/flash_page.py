"""Signals that flash, as the room and the desk of a junction show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel.ui.formats import clock_time, zone_name
from sewaka.modules.traffic import words
from sewaka.modules.traffic.queries.flashing import Flashing
from sewaka.modules.traffic.rules.resetting import WITHIN, ResetState
from sewaka.modules.traffic.web.forms import ResetForm


@dataclass(frozen=True, slots=True)
class Shown:
    """One signal. `needs`: whom it waits for; `confirm_id`: what the reader may confirm."""

    place: str
    url: str
    why: str
    since: str
    needs: str
    reason: str
    confirm_id: UUID | None
    may_ask: bool


def alarms(found: Sequence[Flashing]) -> Mapping[str, Any]:
    """For the alarm list of the room; they come before all incidents."""
    shown = [_shown(one) for one in found]
    line = ngettext("%(n)d signal flashes: %(place)s", "%(n)d signals flash: %(place)s", len(shown))
    places = ", ".join(one.place for one in shown)
    return {"flashing": shown, "flash_line": line % {"n": len(shown), "place": places}}


def desk(found: Sequence[Flashing], form: ResetForm | None = None) -> Mapping[str, Any]:
    """For the desk of one junction: nothing where it does not flash."""
    if not found:
        return {"flash": None, "reset_form": form}
    return {"flash": _shown(found[0]), "reset_form": form or ResetForm(initial=_since(found[0]))}


def _since(one: Flashing) -> dict[str, str]:
    return {"flash": one.since.isoformat()}


def _shown(one: Flashing) -> Shown:
    reset = one.reset
    may_confirm = reset is not None and reset.step == ResetState.ASKED and not one.is_own
    return Shown(
        place=one.street.junction.name,
        url=f"{reverse('traffic:desk', args=[one.street.junction.code])}#flash",
        why=words.flash_fault(one.fault),
        since=_at(one.since),
        needs=_needs(one),
        reason=reset.reason if reset and one.is_open else "",
        confirm_id=reset.pk if reset and may_confirm else None,
        may_ask=not one.is_open,
    )


def _needs(one: Flashing) -> str:
    reset = one.reset
    if reset is None:
        return _("Nobody has asked for its reset yet.")
    by = one.asker or "–"
    if reset.step == ResetState.ASKED and one.is_own:
        return _("You asked for its reset; a second person must confirm it until %(at)s.") % {
            "at": _at(reset.asked_at + WITHIN)
        }
    if reset.step == ResetState.ASKED:
        return _("%(who)s asked for its reset; a second person must confirm it until %(at)s.") % {
            "who": by, "at": _at(reset.asked_at + WITHIN),
        }  # fmt: skip
    if reset.step == ResetState.CONFIRMED:
        return _("Confirmed. The signal has not answered yet.")
    if reset.step == ResetState.REFUSED:
        why = str(words.REFUSALS.get(reset.answer, reset.answer))
        return _("The last reset was refused: %(why)s (%(code)s)") % {
            "why": why, "code": reset.answer,
        }  # fmt: skip
    return _("Nobody confirmed the last reset in time.")


def _at(at: datetime) -> str:
    return f"{clock_time(at)} {zone_name()}"
