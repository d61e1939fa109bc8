"""Open data of the waste banks: closed months by bank, with the hashes of their balances."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import Feed, FeedPage
from sewaka.modules.waste_banks.models import MassLine, PublishedMonth, TrialLine

M = TypeVar("M", bound=Model)

_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
_GRAMS: Final = ("opening_g", "in_g", "bought_g", "sold_g", "lost_g", "closing_g")
_RUPIAH: Final = ("opening_idr", "debit_idr", "credit_idr", "closing_idr")
_DIGITS: Final = 18  # of a cursor


def _summary(one: PublishedMonth) -> Mapping[str, Any]:
    return {
        **_whose(one),
        "deposits": one.deposits,
        "in_idr": one.in_idr,
        "trial_sha256": one.trial_sha256,
        "mass_sha256": one.mass_sha256,
    }


def _mass(one: MassLine) -> Mapping[str, Any]:
    figures = {name: getattr(one, name) for name in _GRAMS}
    return {**_whose(one.published), "category": one.category, **figures}


def _trial(one: TrialLine) -> Mapping[str, Any]:
    figures = {name: getattr(one, name) for name in _RUPIAH}
    return {**_whose(one.published), "account": one.account, **figures}


def _whose(one: PublishedMonth) -> dict[str, str]:
    return {"bank": one.bank.code, "village": one.bank.village_code, "month": f"{one.month:%Y-%m}"}


def _page(
    rows: QuerySet[M], draw: Callable[[M], Mapping[str, Any]], *, cursor: str, limit: int
) -> FeedPage:
    """Rows by their id, which only grows."""
    after = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) <= _DIGITS else 0
    found = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
    shown = found[:limit]
    more = str(shown[-1].pk) if len(found) > limit else ""
    return FeedPage(rows=tuple(draw(one) for one in shown), next_cursor=more)


def summary(*, cursor: str, limit: int) -> FeedPage:
    """Every published month of every bank."""
    rows = PublishedMonth.objects.select_related("bank")
    return _page(rows, _summary, cursor=cursor, limit=limit)


def mass_balance(*, cursor: str, limit: int) -> FeedPage:
    """Every sort of every published month."""
    rows = MassLine.objects.select_related("published__bank")
    return _page(rows, _mass, cursor=cursor, limit=limit)


def trial_balance(*, cursor: str, limit: int) -> FeedPage:
    """Every account of every published month."""
    rows = TrialLine.objects.select_related("published__bank")
    return _page(rows, _trial, cursor=cursor, limit=limit)


def _schema(**columns: Mapping[str, Any]) -> Mapping[str, Any]:
    whole = {"bank": _TEXT, "village": _TEXT, "month": _TEXT, **columns}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": whole,
        "required": list(whole),
        "additionalProperties": False,
    }


_KEYWORDS: Final = (_("waste"), _("waste banks"))
FEEDS: Final = (
    Feed(
        code="summary",
        title=_("Waste banks by month"),
        description=_("Deposits and rupiah of each closed month, with the hashes of its balances."),
        page=summary,
        schema=_schema(
            deposits=_WHOLE, in_idr=_WHOLE, trial_sha256=_TEXT, mass_sha256=_TEXT
        ),
        producer="dlhk",
        frequency="monthly",
        unit=_("one bank in one month"),
        keywords=_KEYWORDS,
    ),
    Feed(
        code="mass-balance",
        title=_("Mass balance of waste banks"),
        description=_(
            "Grams by sort: what lay there, came, was bought, sold and lost, and lies there."
        ),
        page=mass_balance,
        schema=_schema(category=_TEXT, **dict.fromkeys(_GRAMS, _WHOLE)),
        producer="dlhk",
        frequency="monthly",
        unit=_("one sort at one bank in one month"),
        keywords=_KEYWORDS,
    ),
    Feed(
        code="trial-balance",
        title=_("Trial balance of waste banks"),
        description=_("Rupiah by account, those of all customers together; debit is positive."),
        page=trial_balance,
        schema=_schema(account=_TEXT, **dict.fromkeys(_RUPIAH, _WHOLE)),
        producer="dlhk",
        frequency="monthly",
        unit=_("one account of one bank in one month"),
        keywords=_KEYWORDS,
    ),
)  # fmt: skip
