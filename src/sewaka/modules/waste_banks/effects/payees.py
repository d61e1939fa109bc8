"""Whom savings can be sent to, besides the cashier's drawer.

A payee is a port: whoever really sells electricity, credit, gold or pays a tax answers it. The only
ones there are now are sandboxes: they send nothing and say so on their proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from sewaka.modules.waste_banks.rules.kinds import Form

SANDBOX = "CONTOH"  # begins every proof of a payment that did not happen


class Payee(Protocol):
    """Pays once for each reference, however often it is asked; gives its proof."""

    def pay(self, *, reference: UUID, destination: str, amount_idr: int) -> str:
        """Raises DomainError where it can not."""
        ...


class Sandbox:
    """Pays nobody. The proof follows from the reference: the same again is the same."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def pay(self, *, reference: UUID, destination: str, amount_idr: int) -> str:  # noqa: ARG002 - it sends nothing
        """A proof that says that it is none."""
        return f"{SANDBOX}-{self.form.value}-{reference.hex[-12:].upper()}"


OUTSIDE: Mapping[Form, Payee] = {form: Sandbox(form) for form in Form if form is not Form.CASH}
