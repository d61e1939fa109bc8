"""What the author may do in every state, closed ones included."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Transition
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import rights
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.rules import states


def rights_of_the_author() -> Iterator[Transition]:
    """Visibility and contact leave the state as it is: one transition per state and deed."""
    deeds = (
        ("make_private", _("Close it to the public"), rights.make_private),
        ("ask_public", _("Ask to show it in public"), rights.ask_public),
        ("erase_contact", _("Erase my contact"), rights.erase_contact),
    )
    for code in states.GROUP_OF:
        for action, label, deed in deeds:
            yield Transition(
                action=action,
                label=label,
                sources=(code,),
                target=code,
                rule=access.author(),
                effect=effect_of(deed),
            )
