"""A supervisor decides how a bank pays out and shares: not its head, whom both concern."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import TermsDecided
from sewaka.modules.waste_banks.models.reading import locked_bank
from sewaka.modules.waste_banks.rules.states import check_reason
from sewaka.modules.waste_banks.rules.terms import Terms, check_terms


@transaction.atomic
def decide_terms(*, bank_id: UUID, terms: Terms, reason: str, actor: Actor, now: datetime) -> None:
    """From now on; what was asked for before stays as it was asked for. For supervisors.

    Raises NotFound, Invalid("reason", "least", "hold_days", "social").
    """
    access.check_supervisor(actor=actor)
    words = check_reason(reason)
    check_terms(terms)
    bank = locked_bank(bank_id)
    bank.min_withdrawal_idr = terms.least_idr
    bank.payout_rule, bank.hold_days = terms.payout.value, terms.hold_days
    bank.share_customers_bp = terms.customers_bp
    bank.share_board_bp = terms.board_bp
    bank.share_social_bp = terms.social_bp
    columns = ["min_withdrawal_idr", "payout_rule", "hold_days"]
    shares = ["share_customers_bp", "share_board_bp", "share_social_bp"]
    bank.save(update_fields=columns + shares)
    event = TermsDecided(
        bank_id=bank.pk,
        least_idr=terms.least_idr,
        payout=terms.payout.value,
        hold_days=terms.hold_days,
        customers_bp=terms.customers_bp,
        board_bp=terms.board_bp,
        social_bp=terms.social_bp,
        reason=words,
    )
    outbox.record(event, actor=actor, now=now)
