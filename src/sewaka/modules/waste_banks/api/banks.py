"""`/api/v1/waste-banks/banks`: where banks are, when they weigh, what they pay; for everybody."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Query, Router, Schema
from pydantic import Field

from sewaka.kernel import clock
from sewaka.kernel.rest import PROBLEMS, Input, actor_of
from sewaka.modules.waste_banks.queries.banks import Listed, PriceShown, found_banks, prices_on
from sewaka.modules.waste_banks.rules.kinds import BankKind

router = Router(tags=["waste-banks"])
_PAGE = 100


class BanksIn(Input):
    """What narrows the list. `open`: only banks that weigh on that day."""

    village: Annotated[str, Field(max_length=32)] = ""
    open: date | None = None
    cursor: Annotated[str, Field(max_length=20)] = ""
    limit: Annotated[int, Field(ge=1, le=_PAGE)] = _PAGE


class BankOut(Schema):
    """A bank that takes waste. `next_on`: its next weighing day within sixty days."""

    code: str
    name: str
    kind: BankKind
    village: str
    banjar: str
    place: str
    phone: str
    lat: float | None
    lon: float | None
    next_on: date | None


class BanksOut(Schema):
    """By code; `next` is the cursor of the rest."""

    items: list[BankOut]
    next: str


class BankPriceOut(Schema):
    """Whole rupiah a kilogram. `version` and `since`: of the list; `is_own`: else the parent's."""

    category: str
    name: str
    buy_idr: int
    version: int
    since: date
    is_own: bool


class BankPricesOut(Schema):
    """What a bank pays on a day."""

    bank: str
    on: date
    items: list[BankPriceOut]


class PricesIn(Input):
    """On which day; today without one."""

    on: date | None = None


@router.get("/banks", response={200: BanksOut, **PROBLEMS}, operation_id="waste_banks_banks")
def get_banks(request: HttpRequest, asked: Query[BanksIn]) -> BanksOut:
    """Banks that take waste, by code."""
    found = found_banks(
        actor=actor_of(request),
        today=localdate(clock.now()),
        village=asked.village,
        open_on=asked.open,
        after=asked.cursor,
        most=asked.limit + 1,
    )
    shown = found[: asked.limit]
    more = shown[-1].bank.code if len(found) > asked.limit else ""
    return BanksOut(items=[_bank(one) for one in shown], next=more)


@router.get(
    "/banks/{code}/prices",
    response={200: BankPricesOut, **PROBLEMS},
    operation_id="waste_banks_prices",
)
def get_prices(request: HttpRequest, code: str, asked: Query[PricesIn]) -> BankPricesOut:
    """What a bank pays on a day, past or to come; where it has no own price, its main bank's."""
    day = asked.on or localdate(clock.now())
    found = prices_on(actor=actor_of(request), code=code, on=day)
    return BankPricesOut(bank=code, on=day, items=[_price(one) for one in found])


def _bank(one: Listed) -> BankOut:
    bank = one.bank
    return BankOut(
        code=bank.code,
        name=bank.name,
        kind=BankKind(bank.kind),
        village=bank.village_code,
        banjar=bank.banjar,
        place=bank.place,
        phone=bank.phone,
        lat=bank.lat,
        lon=bank.lon,
        next_on=one.next_on,
    )


def _price(one: PriceShown) -> BankPriceOut:
    return BankPriceOut(
        category=one.category.code,
        name=one.category.local_name,
        buy_idr=one.buy_idr,
        version=one.version,
        since=one.since,
        is_own=one.is_own,
    )
