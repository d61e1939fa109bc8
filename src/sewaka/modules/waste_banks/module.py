"""The descriptor of the waste banks: all that the city knows of this service."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.access import Scope
from sewaka.kernel.registry import Job, MenuItem, Module, OnPhone, Role, Service, Widget
from sewaka.modules.waste_banks import access, demo, jobs, reference
from sewaka.modules.waste_banks.api import build_router
from sewaka.modules.waste_banks.consumers import CONSUMERS
from sewaka.modules.waste_banks.events import EVENTS
from sewaka.modules.waste_banks.exporters.feeds import FEEDS
from sewaka.modules.waste_banks.exporters.figures import gathered
from sewaka.modules.waste_banks.exporters.personal import PERSONAL_DATA, RETENTION
from sewaka.modules.waste_banks.rules import pickups
from sewaka.modules.waste_banks.workflow import PICKUP_WORKFLOW, WITHDRAWAL_WORKFLOW
from sewaka.platform.cases.api import Case

_DESKS = (
    "stock", "sell", "lose", "share", "sessions", "session", "desks", "desk", "register",
    "counter", "review", "customer", "customer_state", "withdraw_for", "customer_book",
    "card", "card_paper", "cards", "dispute_keep", "identify", "claim",
    "reward_for", "reward_end", "fees", "contact", "customer_phone",
    "prices", "draft_prices", "price_list", "phones", "phone_revoke", "cash",
)  # fmt: skip
_PUBLIC = (
    "start", "bank", "weigh", "check", "found", "price_history", "month", "figures", "points",
    "days", "days_of_bank",
)  # fmt: skip
_OWN = ("book", "book_paper", "deposit", "dispute", "withdraw", "pickup", "pickup_cancel", "reward")
_FETCHING = ("routes", "route", "route_start", "stop", "stop_act")

_SUPERVISION = ("bank_state", "terms", "flags", "flag", "weigh_again")


def case_url(*, case: Case) -> str:
    """Where a customer sees what becomes of a pick-up; withdrawals stand in the passbook."""
    return reverse("waste_banks:pickup" if case.kind == pickups.KIND else "waste_banks:book")


MODULE = Module(
    code="waste_banks",
    name=_("Waste banks"),
    icon="recycle",
    description=_("Savings in sorted waste, for every village."),
    services=(
        Service(
            "waste_banks.saving",
            _("Waste banks"),
            _("Bring sorted waste, and it becomes savings."),
            start_url="waste_banks:start",
            icon="recycle",
            order=200,
        ),
    ),
    roles=(
        Role(access.MANAGER, _("Head of a waste bank"), Scope.TERRITORY),
        Role(access.WEIGHER, _("Weigher of a waste bank"), Scope.TERRITORY),
        Role(access.CASHIER, _("Cashier of a waste bank"), Scope.TERRITORY),
        Role(access.SUPERVISOR, _("Supervisor of waste banks"), Scope.CITY),
    ),
    workflows=(WITHDRAWAL_WORKFLOW, PICKUP_WORKFLOW),
    events=EVENTS,
    consumers=CONSUMERS,
    jobs=(
        Job(jobs.expire.name, owner=access.SUPERVISOR, cron="*/5 * * * *"),
        Job(jobs.PUBLISH, owner=access.SUPERVISOR, cron="30 17 * * *"),
        Job(jobs.PLAN, owner=access.SUPERVISOR, cron="45 16 * * *"),
        Job(jobs.REMIND, owner=access.SUPERVISOR, cron="0 23 * * *"),
        Job(jobs.FLAG, owner=access.SUPERVISOR, cron="15 17 * * *"),
    ),
    widgets=(Widget("waste_banks.gathered", _("Waste banks"), gathered, order=40),),
    reference=reference.load,
    demo=demo.seed,
    feeds=FEEDS,
    retention=RETENTION,
    personal_data=PERSONAL_DATA,
    menu=(
        MenuItem(
            _("My waste banks"),
            "waste_banks:desks",
            "recycle",
            roles=access.OFFICERS | {access.SUPERVISOR},
            order=29,
        ),
        MenuItem(
            _("Weighing on this phone"),
            "waste_banks:phone",
            "smartphone",
            roles=frozenset({access.MANAGER, access.WEIGHER}),
            order=30,
        ),
        MenuItem(
            _("Supervision of waste banks"),
            "waste_banks:flags",
            "search-check",
            roles=frozenset({access.SUPERVISOR}),
            order=31,
        ),
    ),
    page_rules={f"waste_banks:{name}": access.public_pages() for name in _PUBLIC}
    | {f"waste_banks:{name}": access.weighs() for name in ("phone", "enrol", *_FETCHING)}
    | {f"waste_banks:{name}": access.desks() for name in _DESKS}
    | {f"waste_banks:{name}": access.desks() for name in ("openings", "calendars", "calendar_end")}
    | {f"waste_banks:{name}": access.supervision() for name in _SUPERVISION}
    | {f"waste_banks:{name}": access.own_book() for name in _OWN},
    case_url=case_url,
    on_phone=OnPhone(pages=("waste_banks:weigh",)),
    api=build_router,
    urls="sewaka.modules.waste_banks.urls",
)
