"""Records of a phone come in: one transaction a request, and the same state whatever the way.

What is new becomes deposits through the posting path of every deposit; what a person has to look
at is kept and not posted; what contradicts the known is kept as evidence and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden
from sewaka.modules.waste_banks.actions.recorded import post_records
from sewaka.modules.waste_banks.actions.sessions import move_session
from sewaka.modules.waste_banks.models import (
    Deposit,
    SessionDevice,
    WasteCategory,
    WeighingDevice,
    WeighingRecord,
    WeighingSession,
)
from sewaka.modules.waste_banks.models import weighing as kept
from sewaka.modules.waste_banks.rules.states import DepositState, SessionState, moves_from
from sewaka.modules.waste_banks.rules.weighing import clocks, intake
from sewaka.modules.waste_banks.rules.weighing.chain import Sent
from sewaka.modules.waste_banks.rules.weighing.clocks import Tick, Window
from sewaka.modules.waste_banks.rules.weighing.records import BadRecord, Record, read

TAKES = frozenset(
    {SessionState.OPEN, SessionState.CLOSING, SessionState.UNDER_REVIEW, SessionState.SYNCED}
)
REVOKED = "device_revoked"
FAR_TOO_MUCH = 3  # times the most of one line
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneClock:
    """What a phone says of its clock: when it sent, how long its messages take, and how far it was
    ahead when it fetched the package (negative: behind)."""

    sent_at: datetime
    round_trip_ms: int
    package_offset_ms: int

    def offsets(self, *, now: datetime) -> tuple[timedelta, timedelta]:
        """How far it is ahead now, and was then."""
        here = clocks.offset(phone_at=self.sent_at, round_trip_ms=self.round_trip_ms, server_at=now)
        return here, timedelta(milliseconds=self.package_offset_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What one request brings, in any order."""

    session_id: UUID
    device: WeighingDevice
    sent: Sequence[Sent]
    clock: PhoneClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one record. `state`: of its deposit; rupiah as claimed and as counted."""

    seq: int
    id: str
    outcome: str
    state: str = ""
    claimed_idr: int = 0
    value_idr: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def difference_idr(self) -> int:
        """What the city counts more (or less) than the phone."""
        return self.value_idr - self.claimed_idr


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Where the chain stands now. `refusal`: a code when records contradicted known ones; they are
    kept as evidence, so this is told, not raised."""

    answers: Sequence[Answer]
    expected_seq: int
    head: bytes
    refusal: str = ""


@transaction.atomic
def receive_records(*, upload: Upload, actor: Actor, now: datetime) -> Received:
    """Take what a phone brings. Its signature was checked; the weigher stands in each record.

    Raises NotFound, Forbidden("weighing.device_revoked"), BadRecord, ChainBroken,
    DomainError("weighing.gap", ".not_open", ".too_late").
    """
    session = kept.session_of(session_id=upload.session_id, device=upload.device)
    chain = kept.locked_chain(session=session, device=upload.device)
    known = kept.hashes_of(chain, seqs=(one.seq for one in upload.sent))
    found = intake.sort(upload.sent, known=known, seq=chain.expected_seq, head=bytes(chain.head))
    if found.forked:
        return _contradicted(chain, session, found.forked, "weighing.fork", actor=actor, now=now)
    if found.fresh:
        records = _read(found.fresh, chain)
        again = _with_known_ids(found.fresh, records)
        if again:
            return _contradicted(
                chain, session, again, "weighing.id_conflict", actor=actor, now=now
            )
        _check_open(session, upload.device, records, now=now)
        before = kept.rows_of(chain).last()
        offsets = upload.clock.offsets(now=now)
        kept.store(chain, found.fresh, offset_ms=round(offsets[0] / _MS), now=now)
        reasons = _reasons(session, upload.device, records, before, offsets=offsets, now=now)
        post_records(session=session, records=records, reasons=reasons, actor=actor, now=now)
        _reopen(chain, session, actor=actor, now=now)
    return _told(chain, found)


def _read(fresh: Sequence[Sent], chain: SessionDevice) -> list[Record]:
    """Every new record, strictly; one that names another session or phone is none of this chain."""
    records = [read(one.body, seq=one.seq) for one in fresh]
    for one in records:
        for field in ("session_id", "device_id"):
            if getattr(one, field) != getattr(chain, field):
                raise BadRecord("weighing.bad_record", seq=one.seq, line=0, field=field)
    _check_sorts(records)
    return records


def _check_sorts(records: Sequence[Record]) -> None:
    """No phone of ours weighs what is on no list, or three times what one line may be."""
    lines = [(one.seq, line) for one in records for line in one.lines]
    codes = {line.category for _, line in lines}
    rows = WasteCategory.objects.filter(code__in=codes).values_list("code", "max_line_g")
    most = dict(rows)
    for seq, line in lines:
        if line.category not in most:
            raise BadRecord("weighing.bad_record", seq=seq, line=line.n, field="category")
        if line.net_g > most[line.category] * FAR_TOO_MUCH:
            raise BadRecord("weighing.bad_record", seq=seq, line=line.n, field="net_g")


def _with_known_ids(fresh: Sequence[Sent], records: Sequence[Record]) -> list[Sent]:
    """New records under an id that another one has, here or in any other chain."""
    ids = [one.id for one in records]
    taken = set(WeighingRecord.objects.filter(pk__in=ids).values_list("pk", flat=True))
    seen: set[UUID] = set()
    found = []
    for sent, record in zip(fresh, records, strict=True):
        if record.id in taken or record.id in seen:
            found.append(sent)
        seen.add(record.id)
    return found


def _contradicted(
    chain: SessionDevice, session: WeighingSession, sent: Sequence[Sent], code: str, *,
    actor: Actor, now: datetime,
) -> Received:  # fmt: skip
    """Both are kept; a person looks at the session. Nothing of the request is posted."""
    kept.keep_evidence(chain, sent, now=now)
    _look_at(session, actor=actor, now=now)
    answers = [
        Answer(seq=one.seq, id=str(one.body.get("id", "")), outcome="CONFLICT") for one in sent
    ]
    return Received(
        answers=answers, expected_seq=chain.expected_seq, head=bytes(chain.head), refusal=code
    )


def _check_open(
    session: WeighingSession, device: WeighingDevice, records: Sequence[Record], *, now: datetime
) -> None:
    if session.status not in TAKES:
        raise DomainError("weighing.not_open")
    if now - session.ends_at > timedelta(days=clocks.CLAIM_AFTER_DAYS):
        raise DomainError("weighing.too_late")
    if device.revoked_at and any(one.tick.at >= device.revoked_at for one in records):
        raise Forbidden("weighing.device_revoked")


def _reasons(
    session: WeighingSession, device: WeighingDevice, records: Sequence[Record],
    before: WeighingRecord | None, *, offsets: tuple[timedelta, ...], now: datetime,
) -> dict[UUID, tuple[str, ...]]:  # fmt: skip
    """Why a person has to look at a record, by its id."""
    window = Window(session.begins_at, session.ends_at)
    of_all = [REVOKED] * (device.revoked_at is not None)
    of_all += [clocks.LATE] * (now - session.ends_at > timedelta(days=clocks.LATE_AFTER_DAYS))
    neighbour: Tick | None = read(before.body, seq=before.seq).tick if before else None
    found = {}
    for one in records:
        own = clocks.reasons(one.tick, before=neighbour, window=window, offsets=offsets)
        found[one.id] = (*own, *of_all)
        neighbour = one.tick
    return found


def _reopen(chain: SessionDevice, session: WeighingSession, *, actor: Actor, now: datetime) -> None:
    """Whoever said that all was told, and tells more, has to close anew; somebody looks at it."""
    if chain.closed_at is None:
        return
    chain.closed_at = None
    chain.save(update_fields=["closed_at"])
    _look_at(session, actor=actor, now=now)


def _look_at(session: WeighingSession, *, actor: Actor, now: datetime) -> None:
    status = SessionState(session.status)
    if SessionState.UNDER_REVIEW in moves_from(status):
        after = SessionState.UNDER_REVIEW
        move_session(session_id=session.pk, after=after, actor=actor, now=now)


def _told(chain: SessionDevice, found: intake.Intake) -> Received:
    """What became of each record, as it stands now."""
    fresh = {one.seq for one in found.fresh}
    rows = kept.rows_of(chain).filter(seq__in={one.seq for one in found.known} | fresh)
    by_record = {one.record_id: one for one in Deposit.objects.filter(record__in=rows)}
    answers = [_answer(row, by_record.get(row.pk), is_new=row.seq in fresh) for row in rows]
    return Received(answers=answers, expected_seq=chain.expected_seq, head=bytes(chain.head))


def _answer(row: WeighingRecord, deposit: Deposit | None, *, is_new: bool) -> Answer:
    outcome = "ACCEPTED" if is_new else "REPLAYED"
    if deposit is None:
        return Answer(seq=row.seq, id=str(row.pk), outcome=outcome)
    if is_new and deposit.status == DepositState.REVIEW:
        outcome = "REVIEW"
    return Answer(
        seq=row.seq, id=str(row.pk), outcome=outcome, state=deposit.status,
        claimed_idr=row.body.get("total_idr", 0), value_idr=deposit.gross_idr,
        reasons=tuple(deposit.reasons),
    )  # fmt: skip
