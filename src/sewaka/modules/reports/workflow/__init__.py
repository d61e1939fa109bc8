"""The way of a report through the city: states, actions, who may, what is asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import State, Workflow
from sewaka.modules.reports.models.labels import STATES
from sewaka.modules.reports.rules import numbers, states
from sewaka.modules.reports.workflow.agency import AGENCY
from sewaka.modules.reports.workflow.citizen import AUTHOR
from sewaka.modules.reports.workflow.desks import EVERY_DESK, moderation, recategorising
from sewaka.modules.reports.workflow.itself import BY_ITSELF
from sewaka.modules.reports.workflow.local import LOCAL
from sewaka.modules.reports.workflow.mayor import asking
from sewaka.modules.reports.workflow.rights import rights_of_the_author
from sewaka.modules.reports.workflow.work import WORK

REPORT_WORKFLOW = Workflow(
    code=numbers.WORKFLOW,
    version=2,
    initial=states.SUBMITTED,
    states=tuple(
        State(code, STATES[code], group, pauses=code in states.PAUSING_STATES)
        for code, group in states.GROUP_OF.items()
    ),
    transitions=(
        *LOCAL,
        *AGENCY,
        *WORK,
        *EVERY_DESK,
        *AUTHOR,
        *BY_ITSELF,
        *recategorising(),
        *moderation(),
        *asking(),
        *rights_of_the_author(),
    ),
    # Version 1 went from the office's word straight to `resolved`.
    former=(("resolve", _("Done")),),
)
