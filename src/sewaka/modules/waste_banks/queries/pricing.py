"""Price lists: what holds, what comes, what was; for the head of a bank and for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Price, PriceList, WasteBank, WasteCategory
from sewaka.modules.waste_banks.models.reading import lineage_of, price_rows, prices_between
from sewaka.modules.waste_banks.rules.pricing import PriceRow, Step, steps_of
from sewaka.modules.waste_banks.rules.states import BankState, PriceState

_LISTS = 20


@dataclass(frozen=True, slots=True)
class PriceDesk:
    """A bank's lists, the newest first. `paid`: today's prices by category, the main bank's where
    it has none of its own; `of_units`: drafts of a main bank's units that can still be signed.
    """

    bank: WasteBank
    lists: Sequence[PriceList]
    current: PriceList | None
    categories: Sequence[WasteCategory]
    paid: Mapping[str, PriceRow]
    of_units: Sequence[PriceList]
    for_units: Mapping[str, int]  # what a main bank pays its units today


@dataclass(frozen=True, slots=True)
class ListShown:
    """One list with its prices."""

    price_list: PriceList
    prices: Sequence[Price]


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """What a bank has paid for one category, and pays from days to come."""

    bank: WasteBank
    category: WasteCategory
    steps: Sequence[Step]


def price_desk(*, actor: Actor, code: str, today: date) -> PriceDesk:
    """For the head of the bank or of its main bank. Raises NotFound, Forbidden."""
    bank = WasteBank.objects.select_related("parent").filter(code=code).first()
    if bank is None:
        raise NotFound("waste_banks.bank.not_found")
    access.signs_prices(actor=actor, bank=bank)
    lists = PriceList.objects.annotate(count=Count("prices")).order_by("-version")
    held = lists.filter(bank=bank, valid_from__lte=today).exclude(status=PriceState.DRAFT.value)
    drafts = lists.filter(
        bank__parent=bank, status=PriceState.DRAFT.value, valid_from__gte=today
    ).select_related("bank")
    current = held.order_by("-valid_from").first()
    own = Price.objects.filter(price_list=current, sell_idr__gt=0) if current else None
    return PriceDesk(
        bank=bank,
        lists=list(lists.filter(bank=bank)[:_LISTS]),
        current=current,
        categories=list(WasteCategory.objects.filter(is_active=True)),
        paid=prices_between(bank, first=today, last=today)(today),
        of_units=list(drafts[:_LISTS]),
        for_units=dict(own.values_list("category__code", "sell_idr")) if own is not None else {},
    )


def price_list(*, actor: Actor, bank: WasteBank, version: int) -> ListShown:
    """One list with its prices, for who signs it. Raises NotFound."""
    access.signs_prices(actor=actor, bank=bank)
    found = bank.price_lists.filter(version=version).first()
    if found is None:
        raise NotFound("waste_banks.prices.not_found")
    rows = found.prices.select_related("category").order_by("category__no")
    return ListShown(found, list(rows))


def price_history(*, actor: Actor, code: str, category: str) -> PriceHistory:  # noqa: ARG001 - the same for everybody
    """What was paid and will be. Raises NotFound; candidates are not shown."""
    shown = WasteBank.objects.exclude(status=BankState.CANDIDATE.value)
    bank = shown.filter(code=code).first()
    sort = WasteCategory.objects.filter(code=category).first()
    if bank is None or sort is None:
        raise NotFound("waste_banks.bank.not_found")
    lineage = lineage_of(bank)
    rows = price_rows(
        Price.objects.filter(bank__no__in=lineage, category=sort, valid__isnull=False)
    )
    return PriceHistory(bank, sort, steps_of(rows, lineage=lineage, category=sort.code))
