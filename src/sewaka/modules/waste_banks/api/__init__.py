"""`/api/v1/waste-banks`."""

from __future__ import annotations

from ninja import Router

from sewaka.modules.waste_banks.api import (
    banks,
    counter,
    customers,
    deposits,
    openings,
    pickups,
    reports,
    rewards,
    sessions,
    weighing,
    withdrawals,
)


def build_router() -> Router:
    """All of it."""
    router = Router(tags=["waste-banks"])
    router.add_router("", banks.router)
    router.add_router("/customers", customers.router)
    router.add_router("/rewards", rewards.router)
    router.add_router("/deposits", deposits.router)
    router.add_router("/deposits", counter.router)
    router.add_router("/sessions", sessions.router)
    router.add_router("/sessions", weighing.router)
    router.add_router("", withdrawals.router)
    router.add_router("/imports", openings.router)
    router.add_router("", pickups.router)
    router.add_router("", reports.router)
    return router
