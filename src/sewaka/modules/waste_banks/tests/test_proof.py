"""Green where nobody meddled, red after one figure is changed behind its back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db.models import F

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks.actions.correcting import reverse_deposit
from sewaka.modules.waste_banks.commands import waste_banks
from sewaka.modules.waste_banks.models import Stock, StockMovement
from sewaka.modules.waste_banks.queries import proof
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.modules.waste_banks.tests.village import Village
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(sesetan: Village) -> Village:
    """Three deposits, one of them reversed, one waiting."""
    wishes = [sesetan.wish(("PET_CLEAR", 1_500), ("HVS", 700)) for _ in range(3)]
    sesetan.bring([*wishes, sesetan.wish(("HDPE", 5))])
    later = NOW + timedelta(hours=1)
    reverse_deposit(deposit_id=wishes[0].id, reason="salah", actor=SYSTEM, now=later)
    return sesetan


def rules() -> list[str]:
    """Which rules find something."""
    return sorted({one.rule for one in proof.findings(actor=SYSTEM)})


def test_sound_where_nobody_meddled(busy: Village) -> None:
    assert rules() == []
    said = CliRunner().invoke(waste_banks, ["check"])
    assert (said.exit_code, said.output.splitlines()) == (
        0,
        [
            "grams in 4400 = sold 0 + lost 0 + stock 4400",
            "sound: every deposit, its worth and points, every stock and its account",
        ],
    )


def _more_stock(_: Village) -> None:
    Stock.objects.filter(category__code="HVS").update(balance_g=F("balance_g") + 1)


def _other_worth(_: Village) -> None:
    Stock.objects.filter(category__code="HVS").update(value_idr=F("value_idr") + 1)


def _movement_of_nobody(busy: Village) -> None:
    one = StockMovement.objects.filter(bank=busy.bank).first()
    assert one is not None
    one.pk, one.cause, one.delta_g, one.value_idr = None, StockCause.DEPOSIT.value, 1, 0
    one.save(force_insert=True)
    Stock.objects.filter(category_id=one.category_id).update(balance_g=F("balance_g") + 1)


@pytest.mark.parametrize(
    ("meddle", "found"),
    [
        (_more_stock, ["stock"]),
        (_other_worth, ["stock", "worth"]),
        (_movement_of_nobody, ["deposited"]),
    ],
)
def test_one_figure_changed_is_found(
    busy: Village, meddle: Callable[[Village], None], found: list[str]
) -> None:
    meddle(busy)
    assert rules() == found
    assert CliRunner().invoke(waste_banks, ["check"]).exit_code == 1


def test_supervisors_only(busy: Village, tirta: Player, wira: Player) -> None:
    assert busy.bank.pk
    with pytest.raises(NotFound):
        proof.findings(actor=tirta.actor)
    assert proof.findings(actor=wira.actor) == []
