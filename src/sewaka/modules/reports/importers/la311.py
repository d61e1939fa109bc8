"""Reports of another city, row by row through the same action as a phone's report.

Format: the open service-request export of Los Angeles (hackforla/311-data): CSV, UTF-8, dates as
`M/D/YY H:MM` local time. Positions are moved into Denpasar by one of two affine maps, so that
routing, lists and maps can be tried with real times, kinds and clusters.

The file knows two instants of a request: when it came and when the department closed it. Between
them the chain runs as it would have run here: offices whose time passes are skipped, and at the
second instant the office whose turn it is hands over and the agency answers and finishes. What
follows (the look of another office, the author's word) nobody gave, so it passes in silence.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.geo import Position
from sewaka.modules.reports.access import AGENCY_HEAD, AGENCY_OFFICER, HAMLET_HEAD, MODERATOR
from sewaka.modules.reports.actions.closing import close_unanswered
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.ticking import notice_promises, skip_late_offices
from sewaka.modules.reports.actions.validation import pass_on_validation
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.rules.draft import Channel, Draft
from sewaka.modules.reports.rules.places import Source, read_position
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case

IMPORTER: Final = Actor(via="system", grants=(Held(MODERATOR),))
_ZONE: Final = ZoneInfo("America/Los_Angeles")
_DATE: Final = "%m/%d/%y %H:%M"
_SOURCE: Final = "la311"

CATEGORY_OF: Mapping[str, str] = {
    "Illegal Dumping Pickup": "201",
    "Bulky Items": "201",
    "Metal/Household Appliances": "201",
    "Electronic Waste": "201",
    "Single Streetlight Issue": "104",
    "Multiple Streetlight Issue": "104",
    "Graffiti Removal": "401",
    "Dead Animal Removal": "203",
    "Report Water Waste": "105",
    "Homeless Encampment": "902",
    "Other": "902",
}
_CHANNEL_OF: Mapping[str, Channel] = {
    "Call": Channel.PHONE,
    "Mobile App": Channel.ANDROID,
    "Driver Self Report": Channel.STAFF,
}
_CLOSED, _CANCELLED = "Closed", "Cancelled"
_SAID: Final = "Selesai menurut catatan sistem asal. (Closed by the records of the first system.)"


@dataclass(frozen=True, slots=True)
class Move:
    """An affine map from the source's degrees to ours (data README of the set), and from its days.

    `later` is whole weeks, so that a Monday stays a Monday; none leaves rows their own times.
    """

    lat0: float
    lon0: float
    from_lat: float
    from_lon: float
    lat_scale: float
    lon_scale: float
    later: timedelta = timedelta()

    def apply(self, position: Position) -> Position:
        """The position in Denpasar."""
        return Position(
            lat=self.lat0 + self.lat_scale * (position.lat - self.from_lat),
            lon=self.lon0 + self.lon_scale * (position.lon - self.from_lon),
        )

    def instant(self, text: str, column: str) -> datetime:
        """When that was, taken for here. Raises Invalid with the column's name."""
        return instant(text, column).astimezone(UTC) + self.later


MOVES: Mapping[str, Move] = {
    # Fills the city's box; distances shrink to about a quarter.
    "denpasar": Move(
        -8.752371591, 115.172508437, 33.70649286, -118.6663568, 0.258555914, 0.20114403
    ),
    # Keeps metres to about 1 %; most points lie outside the city.
    "denpasar-metres": Move(-8.67, 115.2225, 34.0826, -118.3470, 1.0, 0.838423),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why: error codes by field."""

    line: int
    external_id: str
    codes: Mapping[str, str]


@dataclass(slots=True)
class Outcome:
    """What became of a file."""

    taken: int = 0
    known: int = 0  # were here already
    refused: list[Refused] = field(default_factory=list)


def import_311(
    *,
    path: Path,
    move: Move,
    now: datetime,
    actor: Actor = IMPORTER,
    progress: Callable[[int], None] = lambda _done: None,
) -> Outcome:
    """Import the file; each row is one transaction, so a cut import goes on where it stopped.

    Rows that were imported before are left as they are. Raises KeyError for a file without the
    expected columns and UnicodeDecodeError for one that is not UTF-8.
    """
    outcome = Outcome()
    known = set(
        Report.objects.filter(external_id__startswith=_SOURCE).values_list("external_id", flat=True)
    )
    for line, row in rows(path):
        external_id = f"{_SOURCE}:{row['srnumber']}"
        if external_id in known:
            outcome.known += 1
        else:
            known.add(external_id)
            _take(row, line, external_id, move=move, now=now, actor=actor, outcome=outcome)
        progress(line - 1)
    return outcome


def count_rows(path: Path) -> int:
    """How many rows the file has, for the progress bar."""
    return sum(1 for _ in rows(path))


def _take(
    row: Mapping[str, str],
    line: int,
    external_id: str,
    *,
    move: Move,
    now: datetime,
    actor: Actor,
    outcome: Outcome,
) -> None:
    try:
        with transaction.atomic():
            _import_row(row, external_id, move=move, now=now, actor=actor)
        outcome.taken += 1
    except Invalid as refusal:
        outcome.refused.append(Refused(line, row["srnumber"], refusal.fields))
    except DomainError as refusal:
        outcome.refused.append(Refused(line, row["srnumber"], {"row": refusal.code}))


def _import_row(
    row: Mapping[str, str], external_id: str, *, move: Move, now: datetime, actor: Actor
) -> None:
    opened_at = move.instant(row["createddate"], "createddate")
    if opened_at > now:
        raise Invalid("reports.import", fields={"createddate": "reports.import.future"})
    sent = submit_report(
        actor=actor,
        now=opened_at,
        draft=_draft(row, move=move),
        sender=Sender(limits_apply=False, external_id=external_id),
    )
    ended = row["closeddate"] or row["updateddate"]
    if row["status"] not in (_CLOSED, _CANCELLED):
        _show(sent.case_id, actor=actor, now=opened_at)
        return
    ended_at = max(opened_at, move.instant(ended, "closeddate"))
    if row["status"] == _CANCELLED:
        _show(sent.case_id, actor=actor, now=opened_at)
        author = Actor(via="link", link_case_id=sent.case_id)
        cases.move(case_id=sent.case_id, action="cancel", actor=author, now=ended_at)
        return
    _end(sent.case_id, at=ended_at)


def _show(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    cases.move(case_id=case_id, action="publish", actor=actor, now=now, given={"public_text": ""})


def _end(case_id: UUID, *, at: datetime) -> None:
    """The offices of the chain do at that instant what the department had done by then."""
    skip_late_offices(now=at)
    case = Case.objects.get(pk=case_id)
    if case.holder_role == HAMLET_HEAD:
        cases.move(case_id=case_id, action="verify", actor=_desk(case), now=at, given={})
        case.refresh_from_db()
    if case.holder_role not in (AGENCY_OFFICER, AGENCY_HEAD):
        given = {"agency": case.agency_id or "", "remark": _SAID}
        cases.move(case_id=case_id, action="hand_over", actor=_desk(case), now=at, given=given)
        case.refresh_from_db()
    for action in ("accept", "finish"):
        cases.move(
            case_id=case_id, action=action, actor=_desk(case), now=at, given={"answer": _SAID}
        )


def _desk(case: Case) -> Actor:
    """Whoever serves at the desk that holds the case."""
    held = Held(case.holder_role, case.area_code, case.agency_id or "")
    return replace(SYSTEM, grants=(held,))


def let_time_pass(*, now: datetime) -> Iterator[tuple[str, int]]:
    """What the city's clock does with the reports taken, up to now: what, and to how many."""
    yield "hops", skip_late_offices(now=now)
    yield "looks", pass_on_validation(now=now)
    yield "promises", notice_promises(now=now)
    yield "silences", close_unanswered(now=now)


def _draft(row: Mapping[str, str], *, move: Move) -> Draft:
    category = CATEGORY_OF.get(row["requesttype"])
    if category is None:
        raise Invalid("reports.import", fields={"requesttype": "reports.import.unknown_type"})
    read = read_position(row["latitude"], row["longitude"])
    if read.problem:
        raise Invalid("reports.import", fields={"latitude": read.problem})
    return Draft(
        category=category,
        description=f"{row['requesttype']}. {row['actiontaken']}",
        position=move.apply(read.position) if read.position else None,
        position_source=Source.ADDRESS if read.position else Source.NONE,
        landmark=row["address"][:200],
        channel=_CHANNEL_OF.get(row["requestsource"], Channel.WEB),
        language="en",
    )


def instant(text: str, column: str) -> datetime:
    try:
        return datetime.strptime(text, _DATE).replace(tzinfo=_ZONE)
    except ValueError:
        raise Invalid("reports.import", fields={column: "reports.import.no_date"}) from None


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and row. A file without our columns is no export of this kind."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        wanted = {"srnumber", "requesttype", "status", "createddate", "latitude", "longitude"}
        missing = wanted - set(reader.fieldnames or ())
        if missing:
            raise KeyError(", ".join(sorted(missing)))
        for row in reader:
            yield reader.line_num, {name: value or "" for name, value in row.items() if name}
