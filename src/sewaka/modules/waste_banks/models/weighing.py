"""The chain of one phone in one session: locked while its records come in, then stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks.models.deposits import DepositLine
from sewaka.modules.waste_banks.models.sessions import (
    ForkedRecord,
    SessionDevice,
    WeighingDevice,
    WeighingRecord,
    WeighingSession,
)
from sewaka.modules.waste_banks.rules.weighing.chain import Sent, genesis
from sewaka.modules.waste_banks.rules.weighing.records import Record, read


def session_of(*, session_id: UUID, device: WeighingDevice) -> WeighingSession:
    """A session of the phone's own bank. Raises NotFound."""
    found = WeighingSession.objects.select_related("bank")
    session = found.filter(pk=session_id, bank_id=device.bank_id).first()
    if session is None:
        raise NotFound("waste_banks.bank.not_found")
    return session


def locked_chain(*, session: WeighingSession, device: WeighingDevice) -> SessionDevice:
    """Where a phone stands in a session; others wait until the transaction ends."""
    start = genesis(session_id=session.pk, device_id=device.pk)
    SessionDevice.objects.get_or_create(session=session, device=device, defaults={"head": start})
    return SessionDevice.objects.select_for_update().get(session=session, device=device)


def rows_of(chain: SessionDevice) -> QuerySet[WeighingRecord]:
    """All its records, in order."""
    rows = WeighingRecord.objects.filter(session_id=chain.session_id, device_id=chain.device_id)
    return rows.order_by("seq")


def hashes_of(chain: SessionDevice, *, seqs: Iterable[int]) -> Mapping[int, bytes]:
    """What stands at those places, where something does."""
    rows = rows_of(chain).filter(seq__in=list(seqs)).values_list("seq", "hash")
    return {seq: bytes(found) for seq, found in rows}


def records_of(chain: SessionDevice) -> list[Record]:
    """All its records, read."""
    return [read(row.body, seq=row.seq) for row in rows_of(chain)]


def lines_with_photo(chain: SessionDevice, *, digest: str) -> list[tuple[UUID, int]]:
    """Which lines name that photo, as (record, number of the line)."""
    rows = rows_of(chain).filter(body__contains={"lines": [{"photo": digest}]})
    return [
        (row.pk, line["n"])
        for row in rows
        for line in row.body["lines"]
        if line.get("photo") == digest
    ]


def photos_lacking(chain: SessionDevice) -> set[str]:
    """Hashes that records name and whose lines have no photo. Two statements."""
    lines = DepositLine.objects.filter(
        deposit__record__session_id=chain.session_id,
        deposit__record__device_id=chain.device_id,
        photo=None,
    )
    bare = set(lines.values_list("deposit__record_id", "n"))
    rows = rows_of(chain).filter(pk__in={record_id for record_id, _ in bare})
    named = ((row.pk, line) for row in rows for line in row.body["lines"])
    return {line["photo"] for pk, line in named if (pk, line["n"]) in bare and "photo" in line}


def store(chain: SessionDevice, fresh: Sequence[Sent], *, offset_ms: int, now: datetime) -> None:
    """Add records that continue the chain, and move its head."""
    WeighingRecord.objects.bulk_create(
        WeighingRecord(
            id=UUID(one.body["id"]), session_id=chain.session_id, device_id=chain.device_id,
            seq=one.seq, prev=one.prev, hash=one.hash, body=dict(one.body), received_at=now,
            clock_offset_ms=offset_ms,
        )
        for one in fresh
    )  # fmt: skip
    chain.expected_seq = fresh[-1].seq + 1
    chain.head = fresh[-1].hash
    chain.save(update_fields=["expected_seq", "head"])


def keep_evidence(chain: SessionDevice, contradicting: Sequence[Sent], *, now: datetime) -> None:
    """Keep records that contradict known ones; the same evidence once."""
    ForkedRecord.objects.bulk_create(
        (
            ForkedRecord(
                session_id=chain.session_id, device_id=chain.device_id, seq=one.seq,
                hash=one.hash, body=dict(one.body), received_at=now,
            )
            for one in contradicting
        ),
        ignore_conflicts=True,
    )  # fmt: skip
