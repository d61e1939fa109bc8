"""How often somebody may: counted in PostgreSQL, so that every process counts the same.

    REPORTS_A_DAY = limits.Limit("reports.submit.person", 30, timedelta(days=1))

    limits.spend(REPORTS_A_DAY, who=str(actor.person_id), now=now)   # raises TooMany

Spend before the transaction of the deed: what is spent inside it comes back when it fails.
"""

from __future__ import annotations

from sewaka.kernel.limits.counting import Limit, forgive, purge, spend

__all__ = ["Limit", "forgive", "purge", "spend"]
