"""Banks as everybody may see them: where, when, what they pay, what they have gathered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks.models import (
    BankFigures,
    CityFigures,
    Customer,
    Deposit,
    Price,
    WasteBank,
    WasteCategory,
    WeighingSession,
)
from sewaka.modules.waste_banks.models.reading import prices_between
from sewaka.modules.waste_banks.rules.states import BankState, CustomerState, DepositState
from sewaka.modules.waste_banks.rules.states import SessionState as Step

_COMING = (Step.PLANNED.value, Step.OPEN.value)
_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was booked; reversed deposits are not in it."""

    net_g: int
    gross_idr: int
    deposits: int
    customers: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A bank in the list, with its next weighing day."""

    bank: WasteBank
    next_on: date | None


@dataclass(frozen=True, slots=True)
class PriceShown:
    """A price of today. `version`: of the list that it stands in; `is_own`: else the parent's."""

    category: WasteCategory
    buy_idr: int
    version: int
    since: date
    is_own: bool


@dataclass(frozen=True, slots=True)
class BankPage:
    """A bank's own page."""

    bank: WasteBank
    prices: Sequence[PriceShown]
    sessions: Sequence[WeighingSession]
    figures: Figures


def open_banks(*, actor: Actor, today: date, words: str = "") -> Sequence[Listed]:  # noqa: ARG001 - the same for everybody
    """Every bank that takes waste, by its code; `words` narrow it by name, code or banjar."""
    found = WasteBank.objects.filter(status=BankState.ACTIVE.value)
    return _listed([one for one in found if _is_meant(one, words.casefold())], today)


def found_banks(
    *,
    actor: Actor,  # noqa: ARG001 - the same for everybody
    today: date,
    village: str = "",
    open_on: date | None = None,
    after: str = "",
    most: int,
) -> Sequence[Listed]:
    """Banks that take waste, by code from `after` on: of a village, or that weigh on a day."""
    found = WasteBank.objects.filter(status=BankState.ACTIVE.value, code__gt=after)
    if village:
        found = found.filter(village_code=village)
    if open_on is not None:
        weighs = WeighingSession.objects.filter(on=open_on, status__in=_COMING)
        found = found.filter(pk__in=weighs.values("bank_id"))
    return _listed(list(found.order_by("code")[:most]), today)


def _listed(found: Sequence[WasteBank], today: date) -> Sequence[Listed]:
    coming = WeighingSession.objects.filter(
        bank__in=found, on__gte=today, on__lt=today + _AHEAD, status__in=_COMING
    ).order_by("-on")
    days: Mapping[object, date] = dict(coming.values_list("bank_id", "on"))
    return [Listed(one, days.get(one.pk)) for one in found]


def _is_meant(bank: WasteBank, words: str) -> bool:
    return words in f"{bank.name} {bank.code} {bank.banjar} {bank.place}".casefold()


def city_figures(*, actor: Actor) -> Figures:  # noqa: ARG001 - the same for everybody
    """Of all banks together, as they were counted last night; now, before the first night."""
    kept = CityFigures.objects.order_by("-day").first()
    if kept is None:
        return _figures(None)
    return Figures(kept.net_g, kept.gross_idr, kept.deposits, kept.customers)


def bank_page(*, actor: Actor, code: str, today: date) -> BankPage:  # noqa: ARG001 - the same for everybody
    """One bank. Raises NotFound; candidates are not shown."""
    bank = _shown(code)
    coming = bank.sessions.filter(on__gte=today, on__lt=today + _AHEAD, status__in=_COMING)
    return BankPage(
        bank, _prices(bank, today), list(coming.order_by("on")[:6]), _bank_figures(bank)
    )


def prices_on(*, actor: Actor, code: str, on: date) -> Sequence[PriceShown]:  # noqa: ARG001 - the same for everybody
    """What a bank pays on a day. Raises NotFound; candidates are not shown."""
    return _prices(_shown(code), on)


def _shown(code: str) -> WasteBank:
    shown = WasteBank.objects.exclude(status=BankState.CANDIDATE.value).select_related("parent")
    bank = shown.filter(code=code).first()
    if bank is None:
        raise NotFound("waste_banks.bank.not_found")
    return bank


def _bank_figures(bank: WasteBank) -> Figures:
    """As they were counted last night; now, before the first night."""
    kept = BankFigures.objects.filter(bank=bank).first()
    if kept is None:
        return _figures(bank)
    return Figures(kept.net_g, kept.gross_idr, kept.deposits, kept.customers)


def _prices(bank: WasteBank, day: date) -> list[PriceShown]:
    held = prices_between(bank, first=day, last=day)(day)
    rows = Price.objects.filter(pk__in=[one.id for one in held.values()])
    return [
        PriceShown(
            category=one.category,
            buy_idr=one.buy_idr,
            version=one.price_list.version,
            since=one.price_list.valid_from,
            is_own=one.price_list.bank_id == bank.pk,
        )
        for one in rows.select_related("category", "price_list").order_by("category__no")
    ]


def _figures(bank: WasteBank | None) -> Figures:
    booked = Deposit.objects.filter(status=DepositState.POSTED.value)
    savers = Customer.objects.exclude(status=CustomerState.CLOSED.value)
    if bank is not None:
        booked, savers = booked.filter(bank=bank), savers.filter(bank=bank)
    found = booked.aggregate(g=Sum("net_g"), idr=Sum("gross_idr"), n=Count("pk"))
    return Figures(found["g"] or 0, found["idr"] or 0, found["n"], savers.count())
