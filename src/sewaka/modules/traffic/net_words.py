"""What was guessed of a net, in sentences; `%(detail)s` is a number."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NOTES = {
    "timings": gettext_lazy(
        "All times of the programs are netconvert's invention. They are drafts of plans here, and"
        " run nowhere until an engineer has approved the matrix and the plan."
    ),
    "no_streets": gettext_lazy(
        "No road has a name: make the net again with --output.street-names."
    ),
    "no_program": gettext_lazy("A signal without a green phase was left out: %(detail)s"),
    "no_conflicts": gettext_lazy(
        "Left out: the net tells no conflicts of its movements, so they can not be kept apart."
    ),
    "too_large": gettext_lazy("Left out: %(detail)s indications are more than a message holds."),
    "joined": gettext_lazy(
        "%(detail)s crossings were joined under this signal: is it one controller on the street?"
    ),
    "clash": gettext_lazy(
        "Its program showed two movements green that cross, %(detail)s times: taken apart here."
    ),
    "mended": gettext_lazy(
        "%(detail)s of its stages were mended so that nobody crosses unprotected."
    ),
    "on_foot": gettext_lazy(
        "People cross on foot here, and the net knows no length of the crossing: measure it."
    ),
}


def note(*, code: str, detail: str) -> str:
    """One guess as a sentence."""
    return str(_NOTES.get(code, code)) % {"detail": detail}


def counted(*, counts: dict[str, int]) -> str:
    """What there is in a net."""
    words = _(
        "%(junctions)d junctions, %(approaches)d arms, %(lanes)d lanes, %(movements)d movements,"
        " %(stages)d stages, %(conflicts)d conflicts"
    )
    return words % counts
