"""Points come with what was brought, become a reward in two steps, and leave with a reversal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.correcting import (
    accept_deposit,
    identify_deposit,
    reverse_deposit,
)
from sewaka.modules.waste_banks.actions.customers import set_customer_state
from sewaka.modules.waste_banks.actions.rewards import (
    RewardWish,
    ask_reward,
    expire_rewards,
    give_points_back,
    hand_out,
)
from sewaka.modules.waste_banks.exporters import personal
from sewaka.modules.waste_banks.models import Customer, Deposit, Redemption, Tier
from sewaka.modules.waste_banks.models.purses import purse_of
from sewaka.modules.waste_banks.queries import proof
from sewaka.modules.waste_banks.rules import points as rules
from sewaka.modules.waste_banks.rules.kinds import Purpose
from sewaka.modules.waste_banks.rules.states import CustomerState
from sewaka.modules.waste_banks.tests.test_customer_pages import counter, page
from sewaka.modules.waste_banks.tests.village import Village
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def had(at: Village) -> tuple[int, int, int, int]:
    """Of Made: free, set aside, owed, gathered; the books hold."""
    assert ledger.verify() == []
    assert proof.findings(actor=SYSTEM) == []
    purse = purse_of(at.made)
    return purse.free, purse.held, purse.owed, purse.gathered


def asked(at: Village, by: Player, reward: str = "BAG") -> Redemption:
    """Points set aside for a reward."""
    wish = RewardWish(id=new_id(), customer_id=at.made.pk, reward=reward)
    return ask_reward(wish=wish, actor=by.actor, now=NOW)


def test_a_point_for_each_full_kilogram_and_a_tier_for_all_of_them(sesetan: Village) -> None:
    assert [rules.earned(g) for g in (999, 1_000, 1_999, 25_000)] == [0, 1, 1, 25]
    tiers = list(Tier.objects.all())
    found = {n: rules.tier_of(n, tiers) for n in (-3, 0, 24, 25, 75, 76)}
    names = {n: (a and a.code, b and b.code) for n, (a, b) in found.items()}
    assert names[-3] == names[0] == names[24] == ("SILVER", "GOLD")
    assert names[25] == names[75] == ("GOLD", "PLATINUM")
    assert names[76] == ("PLATINUM", None)


def test_points_come_with_the_batch_once(sesetan: Village) -> None:
    gift = sesetan.wish(("HVS", 2_500), purpose=Purpose.DONATION)
    wishes = [sesetan.wish(("PET_CLEAR", 1_500), ("HVS", 700)), gift, sesetan.wish(("HVS", 900))]
    sesetan.bring(wishes)
    sesetan.bring(wishes)
    assert had(sesetan) == (4, 0, 0, 4)
    assert sorted(Deposit.objects.values_list("points", flat=True)) == [0, 2, 2]


def test_worthless_grams_count_and_old_customers_get_a_purse(sesetan: Village) -> None:
    Customer.objects.update(points_account_id=None)  # as one who joined before there were points
    sesetan.bring([sesetan.wish(("ORGANIC", 10_000))])
    assert had(sesetan) == (10, 0, 0, 10)


def test_what_waits_gives_points_when_it_is_accepted(sesetan: Village, tirta: Player) -> None:
    wishes = [sesetan.wish(("PET_CLEAR", 25_001)), sesetan.wish(("HVS", 3_000), customer_id=None)]
    sesetan.bring(wishes)
    assert had(sesetan)[0] == 0
    for wish in wishes:
        accept_deposit(deposit_id=wish.id, actor=tirta.actor, now=LATER)
    assert had(sesetan)[0] == 25
    made = sesetan.made.pk
    identify_deposit(deposit_id=wishes[1].id, customer_id=made, actor=tirta.actor, now=LATER)
    assert had(sesetan)[0] == 28


def test_set_aside_then_handed_out_by_another(
    filled: Village, made: Player, gede: Player, tirta: Player
) -> None:
    row = asked(filled, made)
    assert had(filled) == (18, 10, 0, 28)
    hand_out(redemption_id=row.pk, actor=gede.actor, now=LATER)
    assert had(filled) == (18, 0, 0, 28)  # spending lowers no tier
    [mine] = personal.customers_of(person_id=made.person.pk)
    assert [(one["reward"], one["points"], one["status"]) for one in mine["rewards"]] == [
        ("BAG", 10, "GIVEN")
    ]
    with pytest.raises(DomainError, match=r"waste_banks.bad_transition"):
        give_points_back(redemption_id=row.pk, actor=gede.actor, now=LATER)
    of_gede = asked(filled, gede)
    with nothing_written(), pytest.raises(DomainError, match=r"same_person"):
        hand_out(redemption_id=of_gede.pk, actor=gede.actor, now=LATER)
    hand_out(redemption_id=of_gede.pk, actor=tirta.actor, now=LATER)
    assert had(filled) == (8, 0, 0, 28)


def test_given_back_or_never_fetched(filled: Village, made: Player, gede: Player) -> None:
    given_back, forgotten = asked(filled, made), asked(filled, made)
    give_points_back(redemption_id=given_back.pk, actor=gede.actor, now=LATER)
    assert expire_rewards(actor=SYSTEM, now=NOW + timedelta(days=13)) == 0
    assert [expire_rewards(actor=SYSTEM, now=NOW + timedelta(days=14)) for _ in "12"] == [1, 0]
    forgotten.refresh_from_db()
    assert (forgotten.status, had(filled)) == ("EXPIRED", (28, 0, 0, 28))
    with pytest.raises(Forbidden):
        expire_rewards(actor=gede.actor, now=LATER)


def test_the_same_wish_is_one_reward(filled: Village, made: Player) -> None:
    wish = RewardWish(id=new_id(), customer_id=filled.made.pk, reward="BAG")
    rows = [ask_reward(wish=wish, actor=made.actor, now=NOW) for _ in "12"]
    assert rows[0] == rows[1]
    assert had(filled)[0] == 18
    other = RewardWish(id=wish.id, customer_id=filled.made.pk, reward="SOAP")
    with pytest.raises(DomainError, match=r"waste_banks.reward.conflict"):
        ask_reward(wish=other, actor=made.actor, now=NOW)


def test_what_is_refused(
    filled: Village, made: Player, tini: Player, gede2: Player, tirta: Player
) -> None:
    asked(filled, made, "SOAP")
    with nothing_written(), pytest.raises(DomainError) as said:
        asked(filled, made, "EGGS")
    assert (said.value.code, said.value.facts) == ("waste_banks.reward.points", {"free": 13})
    with pytest.raises(DomainError, match=r"waste_banks.reward.tier"):
        asked(filled, made, "RICE")
    with pytest.raises(Invalid):
        asked(filled, made, "MOON")
    for player, error in ((tini, Forbidden), (gede2, NotFound)):
        with nothing_written(), pytest.raises(error):
            asked(filled, player)
    frozen = CustomerState.FROZEN
    set_customer_state(
        customer_id=filled.made.pk, after=frozen, reason="x", actor=tirta.actor, now=NOW
    )
    with pytest.raises(DomainError, match=r"waste_banks.customer.frozen"):
        asked(filled, made)


def test_a_reversal_takes_points_back_and_spent_ones_are_owed(
    sesetan: Village, made: Player, gede: Player, tirta: Player
) -> None:
    kept, wrong = sesetan.wish(("HVS", 2_000)), sesetan.wish(("PET_CLEAR", 15_000))
    sesetan.bring([kept, wrong])
    hand_out(redemption_id=asked(sesetan, made).pk, actor=gede.actor, now=LATER)
    assert had(sesetan) == (7, 0, 0, 17)
    reverse_deposit(deposit_id=wrong.id, reason="salah", actor=tirta.actor, now=LATER)
    assert had(sesetan) == (-8, 0, 8, 2)  # 2 brought, 10 spent; the purse itself is at nothing
    sesetan.bring([sesetan.wish(("HVS", 15_000))])
    assert had(sesetan) == (7, 0, 8, 17)
    with pytest.raises(DomainError, match=r"waste_banks.reward.points"):
        asked(sesetan, made)  # 15 in the purse, of which 8 are owed
    reverse_deposit(deposit_id=kept.id, reason="salah", actor=tirta.actor, now=LATER)
    assert had(sesetan) == (5, 0, 8, 15)


def test_a_point_from_nowhere_is_found(filled: Village) -> None:
    Deposit.objects.update(points=29)
    [one] = proof.findings(actor=SYSTEM)
    assert (one.rule, one.detail) == ("points", "deposits gave 29 points, the book has 28")


def test_on_the_pages(filled: Village, made: Player, gede: Player, tirta: Player) -> None:
    shown = page(made, "/bank-sampah/buku")
    for words in ("28 poin", "Gold; 48 poin lagi menjadi Platinum", "layanan prioritas"):
        assert words in shown
    form = {"reward": "BAG", "wish": str(new_id())}
    assert made.client.post("/bank-sampah/buku/hadiah", form).status_code == 302
    account = f"{counter(filled)}/nasabah"
    assert "Tas belanja kain · Made Contoh" in page(gede, counter(filled).rsplit("/", 1)[0])
    assert "18 poin" in page(gede, account)
    at = f"/kerja/bank-sampah/hadiah/{Redemption.objects.get().pk}"
    assert gede.client.post(f"{at}/lain").status_code == 404
    assert gede.client.post(f"{at}/serahkan").status_code == 302
    assert Redemption.objects.get().status == "GIVEN"
    of_gede = {"reward": "SOAP", "wish": str(new_id())}
    assert gede.client.post(f"{counter(filled)}/hadiah", of_gede).status_code == 302
    assert "Petugas lain yang menyerahkannya" in page(gede, account)
    assert "Serahkan" in page(tirta, account)


def test_by_program(filled: Village, made: Player) -> None:
    base = f"/api/v1/waste-banks/customers/{filled.made.pk}"
    told = made.client.get(f"{base}/points").json()
    assert (told["free"], told["tier"], len(told["rewards"])) == (28, "GOLD", 4)
    wish = {"id": str(new_id()), "reward": "RICE"}
    answer = _post(made.client, f"{base}/rewards", wish)
    assert (answer.status_code, answer.json()["code"]) == (409, "waste_banks.reward.tier")
    done = _post(made.client, f"{base}/rewards", {**wish, "reward": "BAG"}).json()
    assert (done["status"], done["points"]) == ("ASKED", 10)


def test_handed_out_or_cancelled_by_program(filled: Village, made: Player, gede: Player) -> None:
    first, own = asked(filled, made), asked(filled, gede)
    base, client = "/api/v1/waste-banks/rewards", gede.client
    with nothing_written():  # who asked for it does not hand it out
        answer = _post(client, f"{base}/{own.pk}/hand-out")
    assert (answer.status_code, answer.json()["code"]) == (
        409,
        "waste_banks.withdrawal.same_person",
    )
    done = _post(client, f"{base}/{first.pk}/hand-out").json()
    assert done == {"id": str(first.pk), "status": "GIVEN", "points": 10}
    assert _post(client, f"{base}/{own.pk}/cancel").json()["status"] == "RETURNED"
    assert had(filled) == (18, 0, 0, 28)
    for ended in (first, own):
        for deed in ("hand-out", "cancel"):
            with nothing_written():
                answer = _post(client, f"{base}/{ended.pk}/{deed}")
            assert answer.status_code == 409


def _post(client: Client, url: str, body: dict[str, str] | None = None) -> Any:
    return client.post(url, body or {}, content_type="application/json")
