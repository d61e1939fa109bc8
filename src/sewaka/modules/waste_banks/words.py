"""The words for codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Text
from sewaka.modules.waste_banks.rules.kinds import BankKind

BANK_KINDS: Mapping[str, Text] = {
    BankKind.UNIT: _("Bank of a neighbourhood (BSU)"),
    BankKind.MAIN: _("Main bank (BSI)"),
    BankKind.SCHOOL: _("Bank of a school"),
    BankKind.OFFICE: _("Bank of an office"),
}
