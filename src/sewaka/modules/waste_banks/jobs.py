"""Background jobs of the waste banks. Each is safe to run twice, late, or beside itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.waste_banks.actions.publishing import count_banks, count_city, publish_months
from sewaka.modules.waste_banks.actions.reminding import remind
from sewaka.modules.waste_banks.actions.rewards import expire_rewards
from sewaka.modules.waste_banks.actions.scheduling import plan_ahead
from sewaka.modules.waste_banks.actions.supervising import draw_sessions, write_flags
from sewaka.modules.waste_banks.actions.withdrawing import expire_withdrawals

FLAG = "waste_banks.flag"
PUBLISH = "waste_banks.publish"
PLAN = "waste_banks.plan_ahead"
REMIND = "waste_banks.remind"


@app.task(name="waste_banks.expire_withdrawals", queueing_lock="waste_banks.expire_withdrawals")
def expire(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Savings and points that nobody fetched go back to their owner."""
    expire_withdrawals(actor=SYSTEM, now=clock.now())
    expire_rewards(actor=SYSTEM, now=clock.now())


@app.task(name=PUBLISH, queueing_lock=PUBLISH)
def publish(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Close and publish the months that are over for good, then count the city and its banks."""
    publish_months(actor=SYSTEM, now=clock.now())
    count_city(actor=SYSTEM, now=clock.now())
    count_banks(actor=SYSTEM, now=clock.now())


@app.task(name=PLAN, queueing_lock=PLAN)
def plan(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Weighing days of the next sixty days, by the calendars of the banks."""
    plan_ahead(actor=SYSTEM, now=clock.now())


@app.task(name=REMIND, queueing_lock=REMIND)
def remind_banks(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """What banks and supervisors have to hear today: old stock, a closing month, cash, a draft."""
    remind(actor=SYSTEM, now=clock.now())


@app.task(name=FLAG, queueing_lock=FLAG)
def flag(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Run the fraud rules; what they find anew stands at the supervisor's desk."""
    write_flags(actor=SYSTEM, now=clock.now())
    draw_sessions(actor=SYSTEM, now=clock.now())
