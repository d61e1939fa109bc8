"""A form of a withdrawal becomes a wish; refusals go to their fields."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.queries.passbook import Passbook
from sewaka.modules.waste_banks.rules.kinds import Form
from sewaka.modules.waste_banks.web.forms import WithdrawalForm
from sewaka.modules.waste_banks.web.refusals import at_fields


def ask(form: WithdrawalForm, shown: Passbook, *, actor: Actor, now: datetime) -> bool:
    """Whether it was asked for; if not, the form says why."""
    given = form.cleaned_data
    wish = WithdrawalWish(
        id=given["wish"],
        customer_id=shown.customer.pk,
        amount_idr=given["amount"],
        form=Form(given["form"]),
        destination=given["destination"],
    )
    with at_fields(form, rest="amount"):
        request_withdrawal(wish=wish, actor=actor, now=now)
    return form.is_valid()
