"""The past of the demo city's reports: invented, deterministic, through the module's own deeds."""

from __future__ import annotations

from sewaka.modules.reports.demo.seeding import seed

__all__ = ["seed"]
