"""`/api/v1/reports`: sending, reading and finding reports by program. No account needed."""

from __future__ import annotations

from ninja import Router

from sewaka.modules.reports.api import reading, sending
from sewaka.modules.reports.api.routes import router

__all__ = ["build_router", "reading", "sending"]


def build_router() -> Router:
    """The router of this module, with all its operations."""
    return router
