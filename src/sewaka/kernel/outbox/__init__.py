"""The outbox: what happened, written with the deed itself, told to others after commit.

    from sewaka.kernel import outbox

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ReportSubmitted(outbox.Event):
        name = "reports.report_submitted"
        case_id: UUID
        village_code: str
        phone: str = outbox.personal()

    outbox.record(ReportSubmitted(...), actor=actor, now=now)

The same table is the audit log. A single relay numbers the events after commit and chains their
hashes (`relay`); consumers read by number (`consumers`); messages to the outside are `Delivery`
rows (`deliveries`).
"""

from __future__ import annotations

from sewaka.kernel.outbox.events import Event, personal
from sewaka.kernel.outbox.received import Consumer, Received
from sewaka.kernel.outbox.recording import Told, read_event, record, record_all

__all__ = [
    "Consumer",
    "Event",
    "Received",
    "Told",
    "personal",
    "read_event",
    "record",
    "record_all",
]
