"""For each rule of the fraud desk its attack, put into an honest month: whom it should name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sewaka.modules.waste_banks.rules.fraud.facts import PhoneChange, Publication, Void
from sewaka.modules.waste_banks.tests.month import (
    BEGIN,
    TWO_ABOVE_IDR,
    Month,
    digest,
    fee_of,
    weighed,
)

_AT = BEGIN + timedelta(days=14)
_MANY = 20


def ghosts(month: Month) -> set[str]:
    """F1: twenty invented members fed by one weigher."""
    made = [month.customer("b00", phone="") for _ in range(_MANY)]
    for one in made:
        for week in range(4):
            month.deposit(one, "b00/weigher1", BEGIN + timedelta(days=7 * week), seen=False)
        month.withdrawal(one, 150_000, _AT)
    return {one.id for one in made}


def heavy(month: Month) -> set[str]:
    """F2: in twenty deposits one line times ten; all lines of two weighers times 1.3."""
    found = set()
    for place in month.chance.sample(range(len(month.deposits)), k=_MANY):
        one = month.deposits[place]
        first = one.lines[0]
        more = weighed(first.category, 10 * first.net_g, look=first.look or 0)
        lines = (more, *one.lines[1:])
        month.deposits[place] = replace(one, lines=lines, fee_idr=fee_of(lines))
        found.add(one.id)
    for place, one in enumerate(month.deposits):
        if one.weigher in {"b05/weigher2", "b17/weigher1"}:
            lines = tuple(
                weighed(line.category, line.net_g * 13 // 10, look=line.look or 0)
                for line in one.lines
            )
            month.deposits[place] = replace(one, lines=lines, fee_idr=fee_of(lines))
    return found | {"b05/weigher2", "b17/weigher1"}


def shrunk(month: Month) -> set[str]:
    """F3: light plastic written heavier than it was, by a fifth, at ten banks."""
    found: set[str] = set()
    for place, one in enumerate(month.stock):
        if one.category == "PET_CLEAR" and one.bank < "b10":
            month.stock[place] = replace(one, in_g=one.in_g * 6 // 5)
            found.add(f"{one.bank}/PET_CLEAR")
    return found


def skimmed(month: Month) -> set[str]:
    """F4: 600 basis points where 500 are set, at three weighers."""
    thieves = {"b01/weigher1", "b08/weigher2", "b30/weigher1"}
    for place, one in enumerate(month.deposits):
        if one.weigher in thieves:
            fee = fee_of(one.lines, basis_points=600)
            month.deposits[place] = replace(one, fee_idr=fee)
    return thieves


def backdated(month: Month) -> set[str]:
    """F5: a batch with last month's date, to catch the old price."""
    found = set()
    for customer in month.customers[:_MANY]:
        one = month.deposit(customer, f"{customer.bank}/weigher1", BEGIN - timedelta(days=5))
        month.deposits[-1] = replace(one, received_at=BEGIN + timedelta(days=1))
        found.add(one.id)
    return found


def broken(month: Month) -> set[str]:
    """F6: row 7 taken out and the others renumbered; yesterday's rows under a new session; a gap; a
    row written twice."""
    for place in range(3):
        bank = f"b{place:02d}"
        chain = month.chain(bank, f"{bank}/cut", 12)
        month.records = [one for one in month.records if one.session != f"{bank}/cut"]
        rest = [one for one in chain if one.seq != 7]
        month.records += [replace(one, seq=at) for at, one in enumerate(rest, start=1)]
        month.chain(bank, f"{bank}/copied", 12, of=[f"{bank}/s1/{seq}" for seq in range(1, 13)])
        gap = month.chain(bank, f"{bank}/gap", 12)
        month.records.remove(gap[4])
        fork = month.chain(bank, f"{bank}/fork", 12)
        month.records.append(replace(fork[5], id=f"{fork[5].id}'", hash=digest(fork[5].hash)))
    return {f"b{n:02d}/{what}" for n in range(3) for what in ("cut", "copied", "gap", "fork")}


def twice(month: Month) -> set[str]:
    """F7: one NIK with changed spelling in two banks; one phone with nearly one name."""
    found: set[str] = set()
    for one in [one for one in month.customers if one.nik and one.phone][:_MANY]:
        other = month.customer("b42")
        first, *rest = one.name
        spelt = (first, *rest[:-1], rest[-1][:-1])
        nik, phone = (one.nik, "") if len(found) % 2 else ("", one.phone)
        month.customers[-1] = replace(other, name=spelt, nik=nik, phone=phone)
        found.add(other.id)
    return found


def one_hand(month: Month) -> set[str]:
    """F8: who weighed pays; who asks approves."""
    given = month.deposits[0]
    customer = next(one for one in month.customers if one.id == given.customer)
    paid = month.withdrawal(customer, 90_000, given.occurred_at + timedelta(hours=2))
    month.withdrawals[-1] = replace(paid, paid_by=given.weigher)
    asked = month.withdrawal(customer, 90_000, _AT)
    month.withdrawals[-1] = replace(asked, asked_by="b00/manager", approved_by="b00/manager")
    return {given.weigher, "b00/manager"}


def late_prices(month: Month) -> set[str]:
    """F9: a price doubled for one hour."""
    made = [
        Publication(f"late{n}", f"b{n:02d}", "PET_CLEAR", _AT - timedelta(hours=1), _AT)
        for n in range(10)
    ]
    month.publications += made
    return {one.id for one in made}


def structured(month: Month) -> set[str]:
    """F10: three times the threshold less a thousand."""
    chosen = month.customers[:10]
    for one in chosen:
        for day in (0, 2, 5):
            month.withdrawal(one, TWO_ABOVE_IDR - 1_000, _AT + timedelta(days=day))
    return {one.id for one in chosen}


def round_ones(month: Month) -> set[str]:
    """F11: typed instead of weighed."""
    typists = {"b03/weigher1", "b11/weigher2", "b20/weigher1"}
    for place, one in enumerate(month.deposits):
        if one.weigher in typists:
            lines = tuple(
                weighed(
                    line.category, max(1, round(line.net_g / 1_000)) * 1_000, look=line.look or 0
                )
                if month.chance.random() < 0.7
                else line
                for line in one.lines
            )
            month.deposits[place] = replace(one, lines=lines, fee_idr=fee_of(lines))
    return typists


def voided(month: Month) -> set[str]:
    """F12: taken back when the customer has left, then credited to the weigher's own account, to a
    friend's, or to nobody's."""
    for n, weigher in enumerate(("b02/weigher1", "b12/weigher2", "b22/weigher1")):
        bank = weigher[:3]
        account = month.customer(bank)
        month.customers[-1] = replace(account, person=weigher if n == 0 else "")
        for minute in range((1, 4, 12)[n]):
            at = _AT + timedelta(minutes=20 * minute)
            given = month.deposit(account, weigher, at)
            grams = tuple(line.net_g for line in given.lines) if n < 2 else (1,)
            before = at - timedelta(minutes=5)
            month.voids.append(Void(f"x{n}/{minute}", bank, weigher, "c0", before, grams))
    return {"b02/weigher1", "b12/weigher2", "b22/weigher1"}


def taken_over(month: Month) -> set[str]:
    """F13: a sleeping account, a new number, and it is empty."""
    made = [month.customer(f"b{n:02d}") for n in range(10)]
    for one in made:
        month.phone_changes.append(PhoneChange(one.id, _AT))
        paid = month.withdrawal(one, 400_000, _AT + timedelta(hours=20))
        month.withdrawals[-1] = replace(paid, balance_idr=410_000)
    return {one.id for one in made}


def photos_again(month: Month) -> set[str]:
    """F14: one photo for twelve lines; the same made small anew for twelve more."""
    found = set()
    for n in range(24):
        one = month.deposit(month.customers[n], "b00/weigher1", _AT + timedelta(minutes=n))
        look = (1 << 63) ^ (0 if n < 12 else 1 << (n % 12) | 1 << (20 + n))
        photo = digest("one") if n < 12 else digest(str(n))
        lines = (replace(one.lines[0], photo=photo, look=look), *one.lines[1:])
        month.deposits[-1] = replace(one, lines=lines)
        if n:
            found.add(one.id)
    return found


ATTACKS: dict[str, Callable[[Month], set[str]]] = {
    "F1": ghosts, "F2": heavy, "F3": shrunk, "F4": skimmed, "F5": backdated, "F6": broken,
    "F7": twice, "F8": one_hand, "F9": late_prices, "F10": structured, "F11": round_ones,
    "F12": voided, "F13": taken_over, "F14": photos_again,
}  # fmt: skip
