"""What modules and the city may do with cases.

Writes: `open_case`, `move` (the one door), `comment`, `note`, `assign`, and their bulk forms;
`exclude` shuts offices out of a sealed case.
Reads: `get_case`, `visible_cases`, `own_cases`, `timeline`, `available`, `clocks`, `inbox`.
Rules for transitions: `holds`, `is_author`, `is_applicant`, `is_office`, `visible`.
"""

from __future__ import annotations

from sewaka.platform.cases.access import (
    holds,
    in_chain,
    is_applicant,
    is_assignee,
    is_author,
    is_excluded,
    is_office,
    visible,
    works_on,
)
from sewaka.platform.cases.asks import files_given
from sewaka.platform.cases.asks import read as read_asks
from sewaka.platform.cases.assigning import Colleague, assign, bulk_assign, colleagues
from sewaka.platform.cases.clocks import clock_start, due_anew, set_dues
from sewaka.platform.cases.events import ClockBreached
from sewaka.platform.cases.excluding import exclude, may_be_told
from sewaka.platform.cases.forms import AskForm
from sewaka.platform.cases.histories import History
from sewaka.platform.cases.histories import write as write_histories
from sewaka.platform.cases.inbox import COUNT_LIMIT, PAGE_SIZE, Filters, Page, View, count, inbox
from sewaka.platform.cases.models import (
    Assignment,
    Attachment,
    Audience,
    Case,
    CaseEntry,
    SlaClock,
    Visibility,
)
from sewaka.platform.cases.moving import bulk_move, move
from sewaka.platform.cases.notes import comment, note
from sewaka.platform.cases.opening import open_case
from sewaka.platform.cases.passing import pass_on
from sewaka.platform.cases.queries import (
    Line,
    PublicLine,
    act_named,
    available,
    clocks,
    get_case,
    holding_history,
    is_sealed,
    own_cases,
    pauses,
    pauses_of,
    public_lines,
    running_clocks,
    sight,
    state_of,
    timeline,
    visible_cases,
    workflow_of,
)
from sewaka.platform.cases.remarks import remark
from sewaka.platform.cases.showing import days_left, entries, promises, status
from sewaka.platform.cases.signatures import desk_name, office_name, role_name
from sewaka.platform.cases.statistics import Counts, Standing, standing
from sewaka.platform.cases.ticking import mark_breaches
from sewaka.platform.cases.undoing import UNDO_WINDOW, Before, Undoable, undo, undoable
from sewaka.platform.cases.values import (
    KEEP,
    BulkLine,
    ClockStart,
    EntryDraft,
    FileUse,
    Moved,
    Outcome,
    Passage,
)
from sewaka.platform.cases.words import problem_text, refusal_text, refusal_words

__all__ = [
    "COUNT_LIMIT",
    "KEEP",
    "PAGE_SIZE",
    "UNDO_WINDOW",
    "AskForm",
    "Assignment",
    "Attachment",
    "Audience",
    "Before",
    "BulkLine",
    "Case",
    "CaseEntry",
    "ClockBreached",
    "ClockStart",
    "Colleague",
    "Counts",
    "EntryDraft",
    "FileUse",
    "Filters",
    "History",
    "Line",
    "Moved",
    "Outcome",
    "Page",
    "Passage",
    "PublicLine",
    "SlaClock",
    "Standing",
    "Undoable",
    "View",
    "Visibility",
    "act_named",
    "assign",
    "available",
    "bulk_assign",
    "bulk_move",
    "clock_start",
    "clocks",
    "colleagues",
    "comment",
    "count",
    "days_left",
    "desk_name",
    "due_anew",
    "entries",
    "exclude",
    "files_given",
    "get_case",
    "holding_history",
    "holds",
    "in_chain",
    "inbox",
    "is_applicant",
    "is_assignee",
    "is_author",
    "is_excluded",
    "is_office",
    "is_sealed",
    "mark_breaches",
    "may_be_told",
    "move",
    "note",
    "office_name",
    "open_case",
    "own_cases",
    "pass_on",
    "pauses",
    "pauses_of",
    "problem_text",
    "promises",
    "public_lines",
    "read_asks",
    "refusal_text",
    "refusal_words",
    "remark",
    "role_name",
    "running_clocks",
    "set_dues",
    "sight",
    "standing",
    "state_of",
    "status",
    "timeline",
    "undo",
    "undoable",
    "visible",
    "visible_cases",
    "workflow_of",
    "works_on",
    "write_histories",
]
