"""What the mayor's desk does: it asks, and never does the work."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, Transition
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import mayor
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.rules import states


def asking() -> Iterator[Transition]:
    """Asking the office leaves the state as it is: one transition per open state."""
    for code in states.OPEN_STATES:
        yield Transition(
            action="ask_office",
            label=_("Ask the office"),
            sources=(code,),
            target=code,
            rule=access.mayors_desk(),
            effect=effect_of(mayor.ask_office),
            asks=(
                Ask("question", _("Question"), is_required=False, max_length=1000),
                Ask(
                    "answer_by",
                    _("Answer by"),
                    kind=AskKind.DATE,
                    is_required=False,
                    hint=_("Leave empty for the next working day."),
                ),
            ),
        )
