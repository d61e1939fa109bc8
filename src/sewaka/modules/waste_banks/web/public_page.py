"""What the public pages show, as values of the components."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.words import BANK_KINDS
from sewaka.platform.territory import api as territory


def table(found: Sequence[WasteBank]) -> Table:
    """The list of banks."""
    return Table(
        caption=_("Waste banks, by their code"),
        columns=(
            Column("name", _("Bank"), is_main=True),
            Column("village", _("Village")),
            Column("kind", _("Kind")),
        ),
        rows=[_row(one) for one in found],
        empty=_("No waste bank takes waste yet."),
    )


def _row(bank: WasteBank) -> Row:
    return Row(
        cells=(
            Cell(bank.name, note=bank.code),
            Cell(territory.name_of(bank.village_code)),
            Cell(BANK_KINDS[bank.kind]),
        ),
        key=bank.code,
    )
