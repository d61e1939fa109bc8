"""The weighing days of a bank, for its officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks.models import WasteBank, WeighingSession
from sewaka.modules.waste_banks.queries.desk import bank_at
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import DepositState, SessionState

_BACK = timedelta(days=60)
_MOST = 40
_WEIGH = frozenset({Duty.WEIGHER, Duty.MANAGER})


@dataclass(frozen=True, slots=True)
class Weighings:
    """A bank's weighing days of two months and all that are planned, the newest first."""

    bank: WasteBank
    sessions: Sequence[WeighingSession]  # with `deposits_count`, `weighed_g`, `to_review`
    may_weigh: bool
    may_lock: bool

    def moves(self, session: WeighingSession) -> tuple[SessionState, ...]:
        """Where the reader may move it by hand; what phones close, they close themselves."""
        own = {
            SessionState.PLANNED: (SessionState.OPEN, SessionState.CANCELLED),
            SessionState.SYNCED: (SessionState.LOCKED,),
        }.get(SessionState(session.status), ())
        return tuple(
            one for one in own if (self.may_lock if one is SessionState.LOCKED else self.may_weigh)
        )


def weighings(*, actor: Actor, code: str, now: datetime) -> Weighings:
    """Raises NotFound for whoever has no duty there."""
    bank, duties = bank_at(actor=actor, code=code)
    counted = ~Q(deposits__status=DepositState.REJECTED.value)
    found = WeighingSession.objects.filter(bank=bank, on__gte=localdate(now) - _BACK).annotate(
        deposits_count=Count("deposits", filter=counted),
        weighed_g=Sum("deposits__net_g", filter=counted, default=0),
        to_review=Count("deposits", filter=Q(deposits__status=DepositState.REVIEW.value)),
    )
    rows = list(found.order_by("-begins_at")[:_MOST])
    return Weighings(bank, rows, bool(duties & _WEIGH), Duty.CASHIER in duties)


def code_of_session(*, actor: Actor, session_id: UUID) -> str:
    """The code of its bank. Raises NotFound alike for absent and for another bank's."""
    code = (
        WeighingSession.objects.filter(pk=session_id).values_list("bank__code", flat=True).first()
    )
    if code is None:
        raise NotFound("waste_banks.session.not_found")
    return bank_at(actor=actor, code=code)[0].code
