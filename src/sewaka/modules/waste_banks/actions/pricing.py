"""Price lists: drafted, published in time or with a second signature, ended by the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.timezone import get_default_timezone

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import PricePublished
from sewaka.modules.waste_banks.models import Price, PriceList, WasteBank, WasteCategory
from sewaka.modules.waste_banks.models.reading import locked_bank
from sewaka.modules.waste_banks.rules import pricing
from sewaka.modules.waste_banks.rules.states import PriceState, check_move


@transaction.atomic
def draft_prices(
    *,
    bank_id: UUID,
    prices: Mapping[str, int],
    valid_from: date,
    actor: Actor,
    now: datetime,
    for_units: Mapping[str, int] | None = None,
) -> PriceList:
    """Write a draft of the next list: rupiah per kilogram by category.

    `for_units`: what a main bank pays its units for the same; it proposes their prices of sale.

    For the head of the bank or of its main bank.

    Raises Invalid by category, DomainError("waste_banks.prices.empty").
    """
    bank = locked_bank(bank_id)
    person = access.signs_prices(actor=actor, bank=bank)
    pricing.check_prices(prices)
    if for_units:
        pricing.check_prices(for_units)
    known = {one.code: one for one in WasteCategory.objects.filter(code__in=list(prices))}
    if unknown := prices.keys() - known.keys():
        raise Invalid(fields=dict.fromkeys(unknown, "waste_banks.category.unknown"))
    last = bank.price_lists.aggregate(last=Max("version"))["last"] or 0
    made = PriceList.objects.create(
        bank=bank, version=last + 1, valid_from=valid_from, drafted_by=person, drafted_at=now
    )
    Price.objects.bulk_create(
        Price(
            price_list=made,
            bank=bank,
            category=known[code],
            buy_idr=price,
            sell_idr=(for_units or {}).get(code, 0),
        )
        for code, price in prices.items()
    )
    return made


@transaction.atomic
def publish_prices(*, price_list_id: UUID, actor: Actor, now: datetime) -> PriceList:
    """Let a draft hold from its first day; what held until then ends the day before.

    Less than twelve hours before, somebody else than who drafted it publishes:
    DomainError("waste_banks.prices.second_signature"). Raises ".prices.past", ".prices.later".
    """
    drafted = PriceList.objects.filter(pk=price_list_id).first()
    if drafted is None:
        raise NotFound("waste_banks.prices.not_found")
    bank = locked_bank(drafted.bank_id)
    person = access.signs_prices(actor=actor, bank=bank)
    drafted.refresh_from_db()
    check_move(before=PriceState(drafted.status), after=PriceState.PUBLISHED)
    _check_time(drafted, person=person, now=now)
    _end_former(bank, drafted)
    drafted.prices.update(valid=DateRange(drafted.valid_from, None))
    drafted.status, drafted.published_by, drafted.published_at = PriceState.PUBLISHED, person, now
    drafted.save(update_fields=["status", "published_by", "published_at"])
    event = PricePublished(
        bank_id=bank.pk,
        price_list_id=drafted.pk,
        number=drafted.version,
        valid_from=drafted.valid_from,
    )
    outbox.record(event, actor=actor, now=now)
    return drafted


def _check_time(drafted: PriceList, *, person: UUID | None, now: datetime) -> None:
    begins = datetime.combine(drafted.valid_from, time(), tzinfo=get_default_timezone())
    is_system = person is None
    if is_system:
        return
    if drafted.valid_from < now.astimezone(get_default_timezone()).date():
        raise DomainError("waste_banks.prices.past")
    is_short = pricing.needs_second_signature(valid_from=begins, now=now)
    if is_short and person == drafted.drafted_by:
        raise DomainError("waste_banks.prices.second_signature")


def _end_former(bank: WasteBank, drafted: PriceList) -> None:
    """Each bank has one list at a time: what the new one leaves out is not taken any more."""
    former = Price.objects.filter(bank=bank, valid__upper_inf=True)
    since = former.order_by("-price_list__valid_from").values_list(
        "price_list__valid_from", flat=True
    )
    if (latest := since.first()) is None:
        return
    if latest >= drafted.valid_from:
        raise DomainError("waste_banks.prices.later", day=latest)
    former.update(valid=DateRange(latest, drafted.valid_from))
    PriceList.objects.filter(bank=bank, status=PriceState.PUBLISHED.value).update(
        status=PriceState.ENDED.value
    )
