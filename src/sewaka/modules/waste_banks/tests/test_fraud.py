"""Each rule of the fraud desk against its attack, and an honest month without false alarms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from sewaka.modules.waste_banks.rules import fraud
from sewaka.modules.waste_banks.rules.fraud import chains
from sewaka.modules.waste_banks.tests import month as months
from sewaka.modules.waste_banks.tests.attacks import ATTACKS


@dataclass(frozen=True)
class Score:
    """Of one rule: whom it should name, whom it named."""

    meant: frozenset[str]
    named: frozenset[str]

    @property
    def recall(self) -> float:
        return len(self.meant & self.named) / len(self.meant)

    @property
    def precision(self) -> float:
        return len(self.meant & self.named) / len(self.named) if self.named else 1.0


def score(rule: str) -> Score:
    month = months.honest()
    meant = ATTACKS[rule](month)
    named = {flag.subject for flag in fraud.RULES[rule](month.facts())}
    return Score(frozenset(meant), frozenset(named))


@pytest.mark.parametrize("rule", ATTACKS)
def test_the_attack_is_found_and_hardly_anybody_else(rule: str) -> None:
    found = score(rule)
    print(  # noqa: T201 - the table of the bar
        f"{rule}: {len(found.meant)} attacked, {len(found.named)} named, "
        f"recall {found.recall:.2f}, precision {found.precision:.2f}"
    )
    assert found.recall >= 0.95, found.meant - found.named
    assert found.precision >= 0.80, found.named - found.meant


def test_an_honest_month_has_at_most_one_flag_a_bank() -> None:
    month = months.honest()
    assert (len(month.deposits), len({one.bank for one in month.deposits})) == (5_000, 43)
    flags = fraud.all_flags(month.facts())
    print(f"honest month: {len(flags)} flags, {dict(Counter(one.rule for one in flags))}")  # noqa: T201 - as above
    assert max(Counter(one.bank for one in flags).values(), default=0) <= 1


def test_a_grandmother_with_a_card_is_no_ghost() -> None:
    """One alone, or one whose receipt somebody has seen."""
    month = months.honest()
    alone = month.customer("b00", phone="")
    for week in range(4):
        month.deposit(alone, "b00/weigher1", months.BEGIN + timedelta(days=7 * week), seen=False)
    month.withdrawal(alone, 100_000, months.BEGIN + timedelta(days=27))
    assert list(fraud.RULES["F1"](month.facts())) == []


def test_two_niks_are_two_persons() -> None:
    month = months.honest()
    one = next(one for one in month.customers if one.nik and one.phone)
    month.customers.append(replace(one, id="twin", nik="another"))
    assert list(fraud.RULES["F7"](month.facts())) == []


def test_who_is_weighed_again_can_be_drawn_by_everybody() -> None:
    deposits = [f"d{n}" for n in range(41)]
    drawn = chains.to_weigh_again(session="s", head="a" * 64, deposits=deposits)
    assert len(drawn) == 3
    again = chains.to_weigh_again(session="s", head="a" * 64, deposits=deposits[::-1])
    assert again == drawn, "the order in which they came does not matter"
    assert chains.to_weigh_again(session="s", head="b" * 64, deposits=deposits) != drawn
    assert chains.to_weigh_again(session="s", head="a" * 64, deposits=[]) == []
